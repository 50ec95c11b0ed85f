// A place search (ARIA combobox) over a plain input that holds the code; without it the code is typed.
// Why not a library: docs/decisions/0063-place-picker.md.
(function () {
  "use strict";
  var serial = 0;

  function enhance(picker) {
    var value = picker.querySelector("[data-picker-value]");
    var english = document.documentElement.lang === "en";
    var box = document.createElement("div");
    var input = document.createElement("input");
    var list = document.createElement("ul");
    var status = document.createElement("div");
    var found = [];
    var chosen = -1;
    var asked = 0;
    var timer = 0;
    serial += 1;

    box.className = "picker-box";
    input.type = "text";
    input.className = "form-control";
    input.id = value.id;
    input.autocomplete = "off";
    input.placeholder = english ? "Type part of the name" : "输入地名的一部分";
    input.value = value.dataset.pickerName || value.value;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", "picker-" + serial);
    list.id = "picker-" + serial;
    list.className = "picker-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", english ? "Places found" : "找到的地点");
    list.hidden = true;
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    value.removeAttribute("id");
    value.type = "hidden";
    value.parentNode.insertBefore(box, value);
    box.appendChild(input);
    box.appendChild(list);
    box.appendChild(status);

    function say(count) {
      var found = english ? count + " places; choose with the arrow keys" : "找到 " + count + " 个地点，用上下键选择";
      status.textContent = count ? found : english ? "No such place in your area" : "您的辖区内没有找到";
    }

    function close() {
      list.hidden = true;
      status.textContent = "";
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(index) {
      chosen = index;
      Array.from(list.children).forEach(function (item, n) { item.setAttribute("aria-selected", String(n === index)); });
      if (list.children[index]) {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    }

    function pick(index) {
      var place = found[index];
      value.value = place.code;
      input.value = place.name;
      value.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    }

    function draw(places) {
      found = places;
      list.textContent = "";
      places.forEach(function (place, n) {
        var item = document.createElement("li");
        var path = document.createElement("small");
        item.className = "picker-option";
        item.id = list.id + "-" + n;
        item.setAttribute("role", "option");
        item.textContent = place.name;
        path.textContent = place.path || "";
        item.appendChild(path);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); pick(n); });
        list.appendChild(item);
      });
      if (!places.length) {
        var none = document.createElement("li");
        none.className = "picker-empty";
        none.textContent = english ? "No such place in your area" : "您的辖区内没有找到";
        list.appendChild(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(places.length ? 0 : -1);
      say(places.length);
    }

    function ask() {
      var words = input.value.trim();
      asked += 1;
      var mine = asked;
      if (!words) { value.value = ""; close(); return; }
      var mix = picker.dataset.picker.indexOf("?") < 0 ? "?" : "&";
      fetch(picker.dataset.picker + mix + "q=" + encodeURIComponent(words), { credentials: "same-origin" })
        .then(function (response) { return response.ok ? response.json() : []; })
        .then(function (places) { if (mine === asked) { draw(places.results || places); } })
        .catch(close);
    }

    function typed() {
      value.value = input.value.trim();  // who does not choose from the list sends the words: the server knows places by name
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, 250);
    }

    input.addEventListener("input", typed);  // not while an input method composes: see composing.js
    input.addEventListener("keydown", function (event) {
      if (list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var step = event.key === "ArrowDown" ? 1 : -1;
        if (found.length) { mark((chosen + step + found.length) % found.length); }
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        event.stopPropagation();
        pick(chosen);
      } else if (event.key === "Escape") {
        close();
      }
    });
    input.addEventListener("blur", close);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-picker]").forEach(enhance);
  });
})();
