// A training as it goes on.
import { byId, count, duration, element, fixed, percent } from '../dom.js';
import { ask, say } from '../api.js';
import { Chart } from '../chart.js';
import { showResult } from './result.js';

const WORDS = { Reading: 'Reading the table …', Training: 'Training …', Measuring: 'Measuring on texts that were held out …', Canceled: 'Canceled. Nothing was kept.', Failed: 'It failed.' };

let charts = null;

/** Follows a training until it is over. */
export function follow(id, focus, over) {
  const curve = [];
  byId('progress').hidden = false;
  charts ??= {
    loss: new Chart(byId('loss'), 'Loss', 'step', [{ label: 'training' }, { label: 'validation (dashed)', dash: [6, 4], points: true }]),
    accuracy: new Chart(byId('accuracy'), 'Accuracy in percent', 'step', [{ label: 'training' }, { label: 'validation (dashed)', dash: [6, 4], points: true }]),
  };
  draw(curve);
  if (focus) byId('progress-title').focus();
  const cancel = byId('cancel'), events = new EventSource(`/api/trainings/${id}`);
  cancel.disabled = false;
  cancel.onclick = () => {
    cancel.disabled = true;
    ask(`/api/trainings/${id}/cancel`, {}).catch(error => say(byId('progress-status'), error.message, true));
  };
  events.addEventListener('curve', event => curve.splice(0, curve.length, ...JSON.parse(event.data)));
  events.addEventListener('state', event => {
    const now = JSON.parse(event.data);
    if (now.point && now.point.step !== curve.at(-1)?.step) curve.push(now.point);
    show(now, curve);
    if (!['Done', 'Canceled', 'Failed'].includes(now.state)) return;
    events.close();
    cancel.disabled = true;
    over();
    if (now.state === 'Done') showResult(now, focus);
  });
  events.addEventListener('error', () => {
    if (events.readyState !== EventSource.CLOSED) return;
    say(byId('progress-status'), 'The studio no longer answers; start it again.', true);
    over();
  });
}

function show(now, curve) {
  say(byId('progress-status'), now.fault ?? (now.state === 'Done' ? `${now.name} is trained and saved.` : WORDS[now.state]), now.state === 'Failed');
  byId('bar').value = now.state === 'Done' || now.state === 'Measuring' ? 1 : now.point?.share ?? 0;
  if (now.point) showFigures(now.point);
  draw(curve);
}

function showFigures(point) {
  const figures = [
    ['epoch', `${point.epoch} of ${point.epochs}`], ['step', count(point.step)], ['loss', fixed(point.loss)], ['accuracy', point.accuracy === null ? '–' : percent(point.accuracy)],
    ['validation', point.validationAccuracy === null ? '–' : percent(point.validationAccuracy)], ['tokens a second', count(point.tokensPerSecond)],
    ['time', duration(point.elapsed)], ['left', duration(point.remaining)],
  ];
  byId('live').replaceChildren(...figures.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

function draw(curve) {
  const x = curve.map(point => point.step);
  // A validation belongs to the first point that knows of it; two in a row may have the same accuracy, but not the same loss.
  const isFresh = (point, i) => point.validationLoss !== null && (i === 0 || curve[i - 1].validationLoss !== point.validationLoss);
  charts.loss.show([x, curve.map(point => point.loss), curve.map((point, i) => isFresh(point, i) ? point.validationLoss : null)]);
  charts.accuracy.show([x, curve.map(point => 100 * (point.accuracy ?? 0)), curve.map((point, i) => isFresh(point, i) ? 100 * point.validationAccuracy : null)]);
}
