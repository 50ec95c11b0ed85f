// Files of a form travel one by one while it is filled in: made smaller where the browser can, with their progress,
// kept with the form when it is refused, taken back until it is done. Without this script they come with the form.
(function () {
  "use strict";
  var LONGEST_SIDE = 2560;  // a page of print stays readable
  var SMALL = 1.5 * 1024 * 1024;
  var QUALITY = 0.85;

  // Older browsers draw a picture as the chip saw it, not as it was held: those leave it to the server.
  function drawsUpright() {
    return Boolean(window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image"));
  }

  // Promises a smaller JPEG, or the file as it is.
  function shrunk(file) {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= SMALL || !drawsUpright()) { return Promise.resolve(file); }
    return new Promise(function (done) {
      var image = new Image();
      var address = URL.createObjectURL(file);
      function finish(result) { URL.revokeObjectURL(address); done(result); }
      image.onerror = function () { finish(file); };
      image.onload = function () {
        var scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(image.naturalWidth * scale);
        canvas.height = Math.round(image.naturalHeight * scale);
        var paper = canvas.getContext("2d");
        if (!paper) { finish(file); return; }
        paper.fillStyle = "#fff";  // JPEG knows no transparency
        paper.fillRect(0, 0, canvas.width, canvas.height);
        paper.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) { finish(blob && blob.size < file.size ? blob : file); }, "image/jpeg", QUALITY);
      };
      image.src = address;
    });
  }

  function tokenOf(root) { return root.closest("form").querySelector("input[name=csrfmiddlewaretoken]").value; }

  function sizeWords(size) {
    return size < 1024 * 1024 ? Math.ceil(size / 1024) + " KB" : (size / 1024 / 1024).toFixed(1) + " MB";
  }

  function reasonsOf(request) {
    try { return JSON.parse(request.responseText).reasons.join(" "); } catch (error) { return ""; }
  }

  function watch(root) {
    var box = root.querySelector("input[type=file]");
    var list = root.querySelector("[data-files-held]");
    var row = root.querySelector("[data-file-row]").content.firstElementChild;

    function tell(item, words, state) {
      item.dataset.state = state;
      item.querySelector(".files-state").textContent = words;
      item.querySelector("[data-file-again]").hidden = state !== "failed";
      item.querySelector("progress").hidden = state !== "sending";
      root.dispatchEvent(new CustomEvent("files:changed", { bubbles: true }));
    }

    function kept(item, request) {
      var answer = JSON.parse(request.responseText);
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = root.dataset.filesName;
      input.value = answer.id;
      item.appendChild(input);
      item.dataset.file = root.dataset.files + answer.id + "/remove/";
      tell(item, sizeWords(answer.size) + ", " + root.dataset.kept, "kept");
    }

    function answered(item, request) {
      var out = request.status === 401;
      if (request.status === 201) { kept(item, request); return; }
      if (out) { document.dispatchEvent(new CustomEvent("signed-out")); }
      var large = request.status === 413 && root.dataset.tooLarge;
      tell(item, out ? root.dataset.out : large || reasonsOf(request) || root.dataset.broken, request.status === 422 ? "refused" : "failed");
    }

    function post(item, blob, name) {
      var request = new XMLHttpRequest();
      var body = new FormData();
      body.append("file", blob, name);
      item.request = request;
      request.open("POST", root.dataset.files);
      request.setRequestHeader("X-CSRFToken", tokenOf(root));
      request.setRequestHeader("X-Requested-With", "fetch");
      request.upload.onprogress = function (event) {
        if (!event.lengthComputable) { return; }
        var share = Math.round(event.loaded / event.total * 100);
        item.querySelector("progress").value = share;
        item.querySelector(".files-state").textContent = root.dataset.sending + " " + share + "%";
      };
      request.onload = function () { answered(item, request); };
      request.onerror = function () { tell(item, root.dataset.broken, "failed"); };
      request.send(body);
    }

    function send(item, file) {
      tell(item, root.dataset.sending, "sending");
      shrunk(file).then(function (blob) {
        if (blob.size > Number(root.dataset.filesLimit)) { tell(item, root.dataset.tooLarge, "refused"); return; }
        post(item, blob, blob === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg");
      });
    }

    function take(file) {
      var item = row.cloneNode(true);
      if (Number(root.dataset.filesMost) === 1) { Array.from(list.children).forEach(takeOut); }
      item.querySelector(".files-name").textContent = file.name;
      item.querySelector("[data-file-again]").addEventListener("click", function () { send(item, file); });
      list.appendChild(item);
      if (list.children.length > Number(root.dataset.filesMost)) { tell(item, root.dataset.tooMany, "refused"); return; }
      send(item, file);
    }

    function takeOut(item) {
      if (item.request) { item.request.abort(); }
      if (item.dataset.file) {
        fetch(item.dataset.file, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": tokenOf(root) } });
      }
      item.remove();
      root.dispatchEvent(new CustomEvent("files:changed", { bubbles: true }));
    }

    root.querySelectorAll("[data-file-nojs]").forEach(function (label) { label.remove(); });
    root.querySelectorAll("[data-file-out]").forEach(function (button) { button.hidden = false; });
    list.addEventListener("click", function (event) {
      if (event.target.closest("[data-file-out]")) { takeOut(event.target.closest("li")); box.focus(); }
    });
    box.addEventListener("change", function () {
      Array.from(box.files).forEach(take);
      box.value = "";  // sent already: not once more with the form
    });
  }

  function inState(form, state) { return form.querySelector('.files-row[data-state="' + state + '"]'); }

  // A form waits for its files, and is not sent without one that failed.
  function hold(form) {
    var waiting = null;
    var note = document.createElement("p");
    note.className = "field-error";
    note.setAttribute("role", "alert");
    function say(name) {
      note.textContent = form.querySelector("[data-files]").dataset[name];
      form.querySelector("[data-files]").appendChild(note);
      note.scrollIntoView({ block: "center" });
    }
    form.addEventListener("submit", function (event) {
      if (inState(form, "sending")) {
        event.preventDefault();
        waiting = event.submitter || true;
        say("wait");
      } else if (inState(form, "failed") || inState(form, "refused")) {
        event.preventDefault();
        say("unsent");
      }
    });
    form.addEventListener("files:changed", function () {
      if (!waiting || inState(form, "sending")) { return; }
      var button = waiting === true ? undefined : waiting;
      waiting = null;
      note.remove();
      if (form.requestSubmit) { form.requestSubmit(button); } else { form.submit(); }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var forms = new Set();
    document.querySelectorAll("[data-files]").forEach(function (root) { watch(root); forms.add(root.closest("form")); });
    forms.forEach(hold);
  });
})();
