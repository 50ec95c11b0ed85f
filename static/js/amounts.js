// Amounts are read back beside their box while one types; the sums of lists too.
// Without JavaScript the server reads them back on the page that comes back.
(function () {
  "use strict";

  var address = document.currentScript.dataset.url;
  var waiting = new WeakMap();

  // Ask the server, which alone knows how an amount is read, and show what it read.
  function ask(field, text, unit, still) {
    var words = field.querySelector(".amount-read");
    var seen = field.querySelector("input[name$='-read']");
    function show(read) {
      if (!still()) { return; }
      words.textContent = read.words;
      if (seen) { seen.value = read.fen; }
      return read;
    }
    var nothing = { fen: "", words: "" };
    if (!text.trim()) { return Promise.resolve(show(nothing)); }
    return fetch(address + "?" + new URLSearchParams({ text: text, unit: unit }), { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : nothing; })
      .catch(function () { return nothing; }) // offline: the server asks when the form is sent
      .then(show);
  }

  function readBack(box) {
    var typed = box.value;
    ask(box.closest("[data-field]"), typed, box.dataset.amount, function () { return box.value === typed; })
      .then(function (read) {
        if (!read) { return; }
        box.dataset.fen = read.fen;
        document.querySelectorAll("[data-sum]").forEach(function (total) {
          if (box.name.indexOf(total.dataset.sum) === 0) { add(total); }
        });
      });
  }

  // The sum of all boxes whose name begins so, read back like a box of its own.
  function add(total) {
    var fen = 0;
    document.querySelectorAll("[data-amount][name^='" + total.dataset.sum + "']").forEach(function (box) {
      fen += Number("fen" in box.dataset ? box.dataset.fen : Math.round(Number(box.value) * 100)) || 0;
    });
    total.dataset.fen = fen;
    ask(total, (fen / 100).toFixed(2), "yuan", function () { return Number(total.dataset.fen) === fen; });
  }

  document.addEventListener("input", function (event) {
    var box = event.target;
    if (!box.matches("[data-amount]")) { return; }
    window.clearTimeout(waiting.get(box));
    waiting.set(box, window.setTimeout(readBack, 300, box));
  });
})();
