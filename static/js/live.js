// <output data-live="(wage + business - cost) / members"> shows a figure while the person types.
// Names are field names; the last part of a formset name (members-0-wage → wage) sums over its rows.
// The server computes the value that counts; this is only for the eye.
(function () {
  "use strict";

  // A reader for + - * / ( ) numbers and names: the policy of this site forbids eval.
  function evaluate(source, lookup) {
    var tokens = source.match(/[\d.]+|[A-Za-z_]\w*|[-+*/()]/g) || [];
    var at = 0;
    function factor() {
      var token = tokens[at];
      at += 1;
      if (token === "(") { var inner = sum(); at += 1; return inner; }
      if (token === "-") { return -factor(); }
      return /^[\d.]/.test(token) ? Number(token) : lookup(token);
    }
    function product() {
      var value = factor();
      while (tokens[at] === "*" || tokens[at] === "/") {
        at += 1;
        value = tokens[at - 1] === "*" ? value * factor() : value / factor();
      }
      return value;
    }
    function sum() {
      var value = product();
      while (tokens[at] === "+" || tokens[at] === "-") {
        at += 1;
        value = tokens[at - 1] === "+" ? value + product() : value - product();
      }
      return value;
    }
    return sum();
  }

  function number(text) {
    var value = parseFloat(String(text).replace(/,/g, ""));
    return isNaN(value) ? 0 : value;
  }

  function reader(form) {
    return function (name) {
      if (name === "rows") {
        return form.querySelectorAll("[data-formset-row]:not(.is-removed)").length;
      }
      return Array.from(form.elements).reduce(function (total, field) {
        var matches = field.name === name || new RegExp("-\\d+-" + name + "$").test(field.name || "");
        var removed = matches && field.closest(".is-removed");
        return matches && !removed ? total + number(field.value) : total;
      }, 0);
    };
  }

  function refresh(form) {
    form.querySelectorAll("[data-live]").forEach(function (place) {
      var value = evaluate(place.dataset.live, reader(form));
      var digits = Number(place.dataset.liveDigits || 2);
      place.textContent = isFinite(value)
        ? value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })
        : "—";
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var forms = new Set(Array.from(document.querySelectorAll("form [data-live]")).map(function (place) { return place.closest("form"); }));
    forms.forEach(function (form) {
      var again = function () { refresh(form); };
      form.querySelectorAll(".live-figure[hidden]").forEach(function (figure) { figure.hidden = false; });
      form.addEventListener("input", again);
      form.addEventListener("formset:changed", again);
      again();
    });
  });
})();
