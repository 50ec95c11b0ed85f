// While an input method composes, its letters are no text yet, and its keys choose characters: Enter commits what was
// composed and chooses nothing of ours. The one guard of all scripts and of htmx; it must be loaded before them.
(function () {
  "use strict";
  function isComposing(event) { return event.isComposing || event.keyCode === 229; }

  ["keydown", "input"].forEach(function (name) {
    window.addEventListener(name, function (event) {
      if (isComposing(event)) { event.stopImmediatePropagation(); }
    }, true);
  });
  // Chrome sends the last input event before the composition ends: that one was stopped, so the text is told now.
  window.addEventListener("compositionend", function (event) {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);
})();
