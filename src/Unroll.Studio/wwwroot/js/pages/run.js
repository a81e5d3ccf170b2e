import { byId, count, duration, fixed, percent, table } from '../dom.js';
import { get, say } from '../api.js';
import { Chart } from '../chart.js';
import { showFindings, showInside } from '../inside.js';

const model = byId('app').dataset.model, summary = byId('summary');
const METRICS = { classify: 'accuracy', generate: 'loss', tag: 'score', translate: 'chrF', caption: 'BLEU-4' }, SELECTIONS = { Bleu4: 'BLEU-4', Cider: 'CIDEr' };

const run = await get(`/api/runs/${model.split('/').map(encodeURIComponent).join('/')}`).catch(error => {
  say(summary, error.message, true);
  return { epochs: [], findings: [], levels: [] };
});
const { epochs } = run;
if (epochs.length > 0) {
  showFindings(run.findings);
  showInside(run.levels);
  const metric = SELECTIONS[run.selection] ?? METRICS[run.task] ?? 'metric', best = epochs.find(one => one.isBest) && [...epochs].reverse().find(one => one.isBest);
  const shown = value => value === null || value === undefined ? '–' : run.task === 'classify' ? percent(value) : fixed(value);
  byId('metric-title').textContent = `Validation ${metric}`;
  say(summary, `${count(epochs.length)} ${epochs.length === 1 ? 'epoch' : 'epochs'} in ${duration(epochs.at(-1).seconds)}${best ? `; epoch ${best.epoch} was the best: validation ${metric} ${shown(best.metric)}` : ''}.`);
  const x = epochs.map(one => one.epoch);
  new Chart(byId('loss'), 'Loss', 'epoch', [{ label: 'training', points: true }, { label: 'validation (dashed)', dash: [6, 4], points: true }])
    .show([x, epochs.map(one => one.loss), epochs.map(one => one.validationLoss)]);
  new Chart(byId('metric'), `Validation ${metric}`, 'epoch', [{ label: metric, dash: [6, 4], points: true }]).show([x, epochs.map(one => one.metric)]);
  byId('epochs').replaceChildren(table('Epochs', ['Epoch', 'Steps', 'Training loss', 'Validation loss', `Validation ${metric}`, 'Best so far', 'Time'],
    epochs.map(one => [`${one.epoch}`, count(one.step), fixed(one.loss), fixed(one.validationLoss ?? NaN), shown(one.metric), one.isBest ? 'yes' : 'no', duration(one.seconds)])));
} else if (!summary.classList.contains('problem')) {
  say(summary, 'This model has no history: its weights came from elsewhere, or it was written by something else.');
}
