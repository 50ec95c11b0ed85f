// Keeps a form's draft on the server while it is being filled. Nothing personal is kept in the browser.
// A form is only sent off once its draft is safe: a line or a sign-in lost meanwhile costs no word.
(function () {
  "use strict";
  var WAIT = 2000;
  var RETRY = 15000;

  function words() {
    return document.documentElement.lang === "en"
      ? { saved: "Draft saved ", dirty: "Not saved yet", saving: "Saving…", offline: "No connection: keep this page open", failed: "The draft could not be saved", handed: "Saved in another window meanwhile; this one keeps no draft", out: "You were signed out; nothing is lost." }
      : { saved: "草稿已保存 ", dirty: "尚未保存", saving: "正在保存…", offline: "网络不通，请不要关闭本页", failed: "草稿没有存上", handed: "此表已在另一窗口提交，本页不再存草稿", out: "登录已失效，填写的内容都还在。" };
  }

  function clock() {
    var now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }

  // What went wrong, as the name of its words.
  function fault(error) {
    if (!navigator.onLine || error instanceof TypeError) { return "offline"; }
    return { 409: "handed", 401: "out" }[error.message] || "failed";
  }

  function checked(response) {
    if (response.redirected) { throw new Error("401"); }
    if (!response.ok) { throw new Error(String(response.status)); }
  }

  // Signing in again makes a new token against forged requests; the page still carries the old one.
  function renewToken() {
    return fetch(window.location.href, { credentials: "same-origin", cache: "no-store" }).then(function (response) {
      checked(response);
      return response.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("input[name=csrfmiddlewaretoken]");
      if (!fresh) { throw new Error("403"); }
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = fresh.value; });
      document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh.value }));
    });
  }

  function watch(form) {
    var url = form.dataset.draftUrl;
    var text = words();
    var place = form.querySelector("[data-draft-state]");
    var dirty = false;
    var leaving = false;
    var sent = false;
    var sending = null;
    var timer = 0;

    function show(state) {
      if (!place) { return; }
      place.dataset.draftState = { handed: "failed", out: "failed" }[state] || state;
      place.querySelector("[data-draft-text]").textContent = text[state] + (state === "saved" ? clock() : "");
      var link = place.querySelector("[data-draft-sign-in]");
      if (link) { link.hidden = state !== "out"; }
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

    function post() {
      return fetch(url, { method: "POST", body: body(), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } }).then(checked);
    }

    // Promises "" when the draft is safe, else the name of what is wrong.
    function save() {
      if (sending) { return sending; }
      if (!dirty) { return Promise.resolve(""); }
      if (!navigator.onLine) { show("offline"); later(RETRY); return Promise.resolve("offline"); }
      dirty = false;
      show("saving");
      sending = post()
        .catch(function (error) {
          if (error.message !== "403") { throw error; }
          return renewToken().then(post);
        })
        .then(function () {
          if (!dirty) { show("saved"); }
          return "";
        })
        .catch(function (error) {
          var what = fault(error);
          dirty = true;
          show(what);
          return what;
        })
        .then(function (what) {
          sending = null;
          if (dirty && what !== "handed") { later(what ? RETRY : WAIT); }
          return what;
        });
      return sending;
    }

    function changed() {
      if (!dirty) { show("dirty"); }
      dirty = true;
      if (url) { later(WAIT); }
    }

    function sendWhenSafe(event) {
      var button = event.submitter;
      event.preventDefault();
      save().then(function (what) {
        if (what === "offline" || what === "out") { place.scrollIntoView({ block: "center" }); return; }
        leaving = true;
        if (form.requestSubmit) { form.requestSubmit(button && button.form === form ? button : undefined); } else { form.submit(); }
      });
    }

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("formset:changed", changed);
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) { return; }
      if (sent) { event.preventDefault(); return; }  // pressed twice: the first is on its way
      if (url && place && (dirty || sending) && !leaving) { sendWhenSafe(event); return; }
      window.setTimeout(function () {
        if (event.defaultPrevented) { return; }
        leaving = sent = true;
        window.clearTimeout(timer);
        window.setTimeout(function () { sent = false; }, RETRY);
      }, 0);
    });
    document.addEventListener("signed-out", function () { show("out"); });
    ["online", "focus"].forEach(function (name) {
      window.addEventListener(name, function () { if (dirty && url && !leaving) { later(0); } });
    });
    window.addEventListener("pageshow", function () { leaving = sent = false; });
    window.addEventListener("beforeunload", function (event) {
      if ((dirty || sending) && !leaving) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-draft-url], form[data-warn-unsaved]").forEach(watch);
  });
})();
