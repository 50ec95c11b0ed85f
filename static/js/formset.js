// Rows of a Django formset: add (Alt+N), take out, put back; Enter goes on to the next field.
(function () {
  "use strict";

  function rowsOf(formset) {
    return Array.from(formset.querySelectorAll("[data-formset-row]"));
  }

  function say(formset, what) {
    var status = formset.querySelector("[data-formset-status]");
    if (status) { status.textContent = status.dataset[what] || ""; }
  }

  function renumber(formset) {
    var number = 0;
    rowsOf(formset).forEach(function (row) {
      var place = row.querySelector("[data-formset-number]");
      if (place && !row.classList.contains("is-removed")) { number += 1; place.textContent = number; }
    });
  }

  function fields(root) {
    return Array.from(root.querySelectorAll("input, select, textarea")).filter(function (field) {
      return field.type !== "hidden" && !field.disabled && field.offsetParent !== null;
    });
  }

  function add(formset) {
    var total = formset.querySelector("[name$='-TOTAL_FORMS']");
    var max = formset.querySelector("[name$='-MAX_NUM_FORMS']");
    if (max && Number(total.value) >= Number(max.value)) { return; }
    var html = formset.querySelector("[data-formset-template]").innerHTML.replace(/__prefix__/g, total.value);
    var holder = formset.querySelector("[data-formset-rows]");
    holder.insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    var row = holder.lastElementChild;
    prepare(row);
    renumber(formset);
    say(formset, "added");
    if (window.htmx) { window.htmx.process(row); }
    var first = fields(row)[0];
    if (first) { first.focus(); }
    formset.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
  }

  function setRemoved(row, removed) {
    var formset = row.closest("[data-formset]");
    var box = row.querySelector("[name$='-DELETE']");
    if (box) { box.checked = removed; }
    row.classList.toggle("is-removed", removed);
    row.querySelector("[data-formset-remove]").hidden = removed;
    row.querySelector("[data-formset-undo]").hidden = !removed;
    renumber(formset);
    say(formset, removed ? "removed" : "restored");
    (removed ? row.querySelector("[data-formset-undo]") : fields(row)[0] || row).focus();
    formset.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
  }

  function prepare(row) {
    var box = row.querySelector("[name$='-DELETE']");
    if (!box) { return; }
    row.querySelector("[data-formset-nojs]").classList.add("visually-hidden");
    box.tabIndex = -1;
    row.querySelector("[data-formset-remove]").hidden = box.checked;
    row.querySelector("[data-formset-undo]").hidden = !box.checked;
    row.classList.toggle("is-removed", box.checked);
  }

  function moveOn(event) {
    var field = event.target;
    if (event.key !== "Enter" || !field.matches("input, select") || field.type === "submit") { return; }
    var form = field.form;
    if (!form || !form.querySelector("[data-formset]")) { return; }
    event.preventDefault();
    var all = fields(form);
    var next = all[all.indexOf(field) + 1];
    if (next) {
      next.focus();
      if (next.select && next.type !== "checkbox" && next.type !== "radio") { next.select(); }
    } else {
      var submit = form.querySelector("button[type=submit]");
      if (submit) { submit.focus(); }
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-formset-add], [data-formset-remove], [data-formset-undo]");
    if (!button) { return; }
    if (button.hasAttribute("data-formset-add")) {
      add(button.closest("[data-formset]"));
    } else {
      setRemoved(button.closest("[data-formset-row]"), button.hasAttribute("data-formset-remove"));
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.altKey && event.code === "KeyN") {
      var here = document.activeElement && document.activeElement.closest("[data-formset]");
      var formset = here || document.querySelector("[data-formset]");
      if (formset) { event.preventDefault(); add(formset); }
      return;
    }
    moveOn(event);
  });

  function start(root) {
    root.querySelectorAll("[data-formset]").forEach(function (formset) {
      formset.querySelector("[data-formset-add]").hidden = false;
      rowsOf(formset).forEach(prepare);
      renumber(formset);
    });
  }
  document.addEventListener("DOMContentLoaded", function () { start(document); });
  document.addEventListener("htmx:afterSwap", function (event) { start(event.target); });
})();
