// Draws a figure from the JSON beside it; the table stays for print, screen readers and old phones.
// The drawing library is fetched when there is something to draw.
(function () {
  "use strict";
  var LIBRARY = document.currentScript.dataset.library;
  var waiting = [];
  var COLOURS = ["#0c5a61", "#d79a21", "#6b8f71", "#a5271f", "#4a6fa5", "#8a7f6d"];

  function options(chart, narrow) {
    var pie = chart.kind === "pie";
    var lying = chart.kind === "hbar";
    var names = { type: "category", data: chart.labels, axisLine: { lineStyle: { color: "#b9b7af" } }, axisTick: { show: false }, axisLabel: { color: "#515d5d", hideOverlap: true }, inverse: lying };
    var values = { type: "value", axisLabel: { color: "#515d5d" }, splitLine: { lineStyle: { color: "#eceae4" } } };
    var series = chart.series.map(function (row) {
      if (pie) {
        return { type: "pie", name: row.name, radius: ["40%", "66%"], center: ["50%", "44%"], itemStyle: { borderColor: "#fff", borderWidth: 2 },
          label: { show: !narrow, color: "#1f2a2b", formatter: "{b} {d}%" }, labelLine: { show: !narrow },
          data: row.values.map(function (value, n) { return { name: chart.labels[n], value: value }; }) };
      }
      var line = chart.kind === "line";
      return { type: line ? "line" : "bar", name: row.name, data: row.values, stack: chart.stacked ? "all" : undefined, barMaxWidth: 28, symbolSize: 6, itemStyle: line ? {} : { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } };
    });
    return {
      color: COLOURS,
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      tooltip: { trigger: pie ? "item" : "axis" },
      legend: chart.series.length > 1 || pie ? { bottom: 0, textStyle: { color: "#515d5d" } } : undefined,
      grid: { left: 8, right: 16, top: 16, bottom: chart.series.length > 1 ? 36 : 8, containLabel: true },
      xAxis: pie ? undefined : lying ? values : names,
      yAxis: pie ? undefined : lying ? names : values,
      series: series
    };
  }

  function draw(figure) {
    var chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    var canvas = figure.querySelector(".chart-canvas");
    canvas.hidden = false;
    figure.dataset.drawn = "";
    if (chart.kind === "hbar") { canvas.style.height = Math.max(160, 28 * chart.labels.length + 64) + "px"; }
    figure.querySelector(".chart-table").open = false;
    var drawn = window.echarts.init(canvas, null, { renderer: "canvas" });
    drawn.setOption(options(chart, canvas.clientWidth < 420));
    if (chart.urls && chart.urls.length) {
      drawn.on("click", function (event) { if (chart.urls[event.dataIndex]) { window.location.href = chart.urls[event.dataIndex]; } });
    }
    window.addEventListener("resize", function () { drawn.resize(); });
    window.addEventListener("beforeprint", function () { figure.querySelector(".chart-table").open = true; });
  }

  function drawAll() { waiting.splice(0).forEach(draw); }

  function look(root) {
    var figures = root.querySelectorAll("[data-chart]:not([data-drawn])");
    if (!figures.length) { return; }
    waiting = Array.from(figures);
    if (window.echarts) { drawAll(); return; }
    var script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = drawAll;
    document.head.appendChild(script);
  }

  document.addEventListener("DOMContentLoaded", function () { look(document); });
  document.addEventListener("htmx:afterSettle", function () { look(document); });
})();
