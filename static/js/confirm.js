// [data-confirm] asks before a form is sent. The page behind the form must be safe without it.
(function () {
  "use strict";
  function lock(root, locked) {
    root.querySelectorAll("button[type=submit]").forEach(function (button) {
      if (locked) { button.disabled = button.dataset.locked = true; }
      else if (button.dataset.locked) { button.disabled = false; delete button.dataset.locked; }
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter || document.activeElement;
    var asks = button && button.form === form && button.dataset.confirm ? button.dataset.confirm : form.dataset.confirm;
    if (asks && !window.confirm(asks)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // A slow line invites a second click: the server is idempotent, the person should not wonder.
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      window.setTimeout(function () {
        if (event.defaultPrevented) { return; }
        lock(form, true);
        window.setTimeout(function () { lock(form, false); }, 8000); // the answer may be a download
      }, 0);
    }
  }, true);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { lock(document, false); }
  });
})();
