// Line charts, drawn by uPlot in the page's own colours.
/* global uPlot */

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A chart in a box. `title` and `x` are its words; `series` are { label, dash, points }; `data` is [x, y, y, ...] with null for gaps. */
export class Chart {
  #box; #title; #series; #data; #plot = null; #x;

  constructor(box, title, x, series) {
    [this.#box, this.#title, this.#x, this.#series] = [box, title, x, series];
    box.setAttribute('role', 'img');
    this.#data = [[], ...series.map(() => [])];
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  show(data) {
    this.#data = data;
    this.#box.setAttribute('aria-label', this.#inWords());
    if (this.#plot) this.#plot.setData(data);
    else this.#draw();
  }

  // The curve's two ends: numbers on the way are in the page's table, or come and go too fast to be heard.
  #inWords() {
    const ends = values => values.length === 0 ? 'nothing yet' : values.length === 1 ? values[0].toFixed(3) : `from ${values[0].toFixed(3)} to ${values.at(-1).toFixed(3)}`;
    return `${this.#title} by ${this.#x}: ${this.#series.map((one, i) => `${one.label} ${ends(this.#data[i + 1].filter(Number.isFinite))}`).join('; ')}`;
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
      legend: { live: false },
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false } },
      axes: [{ ...axis, label: this.#x, labelSize: 20, labelFont: '12px system-ui, sans-serif', incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000] }, { ...axis, size: 56 }],
      series: [{ label: this.#x }, ...this.#series.map((one, i) => ({
        label: one.label, stroke: colors[i], width: 2, dash: one.dash, spanGaps: true,
        points: { show: one.points ?? false, size: 7, fill: colors[i] },
      }))],
    }, this.#data, this.#box);
  }
}
