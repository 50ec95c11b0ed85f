// Keeps a form's draft on the server while it is being filled. Nothing personal is kept in the browser.
(function () {
  "use strict";
  var WAIT = 2000;
  var RETRY = 15000;

  function words(form) {
    return document.documentElement.lang === "en"
      ? { saved: "Draft saved ", dirty: "Not saved yet", saving: "Saving…", offline: "No connection: keep this page open", failed: "The draft could not be saved" }
      : { saved: "草稿已保存 ", dirty: "尚未保存", saving: "正在保存…", offline: "网络不通，请不要关闭本页", failed: "草稿没有存上" };
  }

  function clock() {
    var now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }

  function watch(form) {
    var url = form.dataset.draftUrl;
    var text = words(form);
    var place = form.querySelector("[data-draft-state]");
    var dirty = false;
    var sending = false;
    var leaving = false;
    var timer = 0;

    function show(state, note) {
      if (!place) { return; }
      place.dataset.draftState = state;
      place.querySelector("[data-draft-text]").textContent = note;
    }

    function later(wait) {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, wait);
    }

    function body() {
      var data = new FormData(form);
      Array.from(form.querySelectorAll("input[type=file]")).forEach(function (file) { data.delete(file.name); });
      return data;
    }

    function save() {
      if (!dirty || sending) { return; }
      if (!navigator.onLine) { show("offline", text.offline); later(RETRY); return; }
      sending = true;
      dirty = false;
      show("saving", text.saving);
      fetch(url, { method: "POST", body: body(), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } })
        .then(function (response) {
          if (!response.ok || response.redirected) { throw new Error(String(response.status)); }
          if (!dirty) { show("saved", text.saved + clock()); }
        })
        .catch(function (error) {
          dirty = true;
          var offline = !navigator.onLine || error instanceof TypeError;
          show(offline ? "offline" : "failed", offline ? text.offline : text.failed);
        })
        .then(function () { sending = false; if (dirty) { later(RETRY); } });
    }

    function changed() {
      if (!dirty) { show("dirty", text.dirty); }
      dirty = true;
      if (url) { later(WAIT); }
    }

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("formset:changed", changed);
    form.addEventListener("submit", function (event) {
      window.setTimeout(function () { if (!event.defaultPrevented) { leaving = true; window.clearTimeout(timer); } }, 0);
    });
    window.addEventListener("online", function () { if (dirty && url) { later(0); } });
    window.addEventListener("pageshow", function () { leaving = false; });
    window.addEventListener("beforeunload", function (event) {
      if ((dirty || sending) && !leaving) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-draft-url], form[data-warn-unsaved]").forEach(watch);
  });
})();
