// Line charts, drawn by uPlot in the page's own colours.
/* global uPlot */

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A chart in a box. `series` are { label, dash, points }; `data` is [x, y, y, ...] with null for gaps. */
export class Chart {
  #box; #series; #data; #plot = null; #x;

  constructor(box, x, series) {
    [this.#box, this.#x, this.#series] = [box, x, series];
    this.#data = [[], ...series.map(() => [])];
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  show(data) {
    this.#data = data;
    if (this.#plot) this.#plot.setData(data);
    else this.#draw();
  }

  #size() {
    return { width: Math.max(200, this.#box.clientWidth), height: 220 };
  }

  #draw() {
    this.#plot?.destroy();
    const axis = { stroke: style('--muted'), grid: { stroke: style('--line'), width: 1 }, ticks: { stroke: style('--line'), width: 1 }, font: '12px system-ui, sans-serif' };
    const colors = [style('--curve-1'), style('--curve-2')];
    this.#plot = new uPlot({
      ...this.#size(),
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false } },
      axes: [{ ...axis, label: this.#x, labelSize: 20, labelFont: '12px system-ui, sans-serif', incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000] }, { ...axis, size: 56 }],
      series: [{ label: this.#x }, ...this.#series.map((one, i) => ({
        label: one.label, stroke: colors[i], width: 2, dash: one.dash, spanGaps: true,
        points: { show: one.points ?? false, size: 7, fill: colors[i] }, value: (_, value) => value === null || value === undefined ? '–' : value.toFixed(3),
      }))],
    }, this.#data, this.#box);
  }
}
