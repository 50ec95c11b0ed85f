// Small things every page may use: focus on the error summary, re-masking, auto-submit, tick all.
(function () {
  "use strict";

  function focusFirst(root) {
    var target = root.querySelector("[data-focus]");
    if (target) { target.focus(); }
  }

  function remask(root) {
    root.querySelectorAll("[data-remask]").forEach(function (shown) {
      if (shown.dataset.timer) { return; }
      shown.dataset.timer = "set";
      window.setTimeout(function () {
        shown.textContent = shown.dataset.masked || "••••••";
        shown.classList.remove("masked-open");
      }, Number(shown.dataset.remask) * 1000);
    });
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-autosubmit]")) { event.target.form.submit(); }
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-check-all]");
    if (!button) { return; }
    var boxes = Array.from(document.getElementsByName(button.dataset.checkAll));
    var tick = boxes.some(function (box) { return !box.checked && !box.disabled; });
    boxes.forEach(function (box) {
      if (!box.disabled && box.checked !== tick) {
        box.checked = tick;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  // One open reveal form at a time; Escape closes it and gives the focus back.
  document.addEventListener("toggle", function (event) {
    if (!event.target.matches || !event.target.matches(".reveal") || !event.target.open) { return; }
    document.querySelectorAll(".reveal[open]").forEach(function (other) {
      if (other !== event.target) { other.open = false; }
    });
  }, true);
  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && document.querySelector(".reveal[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  // Sentences of the page, in the language of the reader (components/message_words.html).
  function said(name) {
    return document.getElementById("message-words").dataset[name] || "";
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.method === "post") { form.dataset.typed = ""; }
  });

  // Signed out meanwhile: to the sign-in page and back, unless a form is being filled. What is typed stays on its page;
  // sent after signing in again in another window, it is taken as it is (core/web/kept.py).
  function signInFirst(box) {
    if (document.querySelector("form[data-draft-url]")) {
      document.dispatchEvent(new CustomEvent("signed-out"));
    } else if (document.querySelector("form[data-typed]")) {
      if (box.querySelector("[data-signed-out-note]")) { return; }
      var note = document.createElement("div");
      var link = document.createElement("a");
      note.className = "message message-warning";
      note.dataset.signedOutNote = "";
      link.href = said("signIn");
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = said("signedOut");
      note.appendChild(document.createElement("p")).appendChild(link);
      box.appendChild(note);
      note.scrollIntoView({ block: "center" });
    } else {
      window.location.assign(said("signIn") + "?next=" + encodeURIComponent(window.location.pathname + window.location.search));
    }
  }

  // A whole page in answer to a request for a part (a page without parts): go there.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var xhr = event.detail.xhr;
    // A list whose conditions cannot be read says so in place of its rows.
    if (xhr.status === 422 && event.detail.requestConfig.verb === "get" && !/^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
      return;
    }
    if (xhr.status >= 400 || !/^\s*<!doctype/i.test(xhr.responseText)) { return; }
    event.detail.shouldSwap = false;
    if (event.detail.requestConfig.verb === "get" && event.detail.target !== event.detail.elt) {
      window.location.assign(xhr.responseURL);
    } else {
      window.location.reload();
    }
  });

  function reasonsIn(xhr) {
    if (xhr.status !== 409) { return []; }
    var answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return Array.from(answer.querySelectorAll("main li")).map(function (reason) { return reason.textContent; });
  }

  // A server error inside a panel must not look like nothing happened.
  document.addEventListener("htmx:responseError", function (event) {
    var box = document.getElementById("messages");
    if (!box) { return; }
    var status = event.detail.xhr.status;
    if (status === 401) { signInFirst(box); return; }
    var isToken = status === 403 && event.detail.xhr.responseText.indexOf('data-fault="token"') >= 0;
    if (isToken && document.querySelector("form[data-draft-url]")) { return; }  // autosave.js renews it, or says why not
    var message = document.createElement("div");
    message.className = "message message-error";
    message.setAttribute("role", "alert");
    var words = (isToken ? said("errorToken") : said("error" + status)) || said("error");
    var reasons = reasonsIn(event.detail.xhr);
    message.appendChild(document.createElement("p")).textContent = reasons.join(" ") || words;
    box.appendChild(message);
    message.scrollIntoView({ block: "center" });
  });
  document.addEventListener("htmx:sendError", function () {
    var box = document.getElementById("messages");
    if (!box || box.querySelector("[data-offline]")) { return; }
    var message = document.createElement("div");
    message.className = "message message-warning";
    message.dataset.offline = "";
    message.appendChild(document.createElement("p")).textContent = said("offline");
    box.appendChild(message);
  });

  document.addEventListener("DOMContentLoaded", function () {
    focusFirst(document);
    remask(document);
  });
  document.addEventListener("htmx:afterSwap", function (event) { remask(event.target.parentNode || document); focusFirst(event.target); });
})();
