// How good a model is, and where it is wrong.
import { byId, count, element, fixed, percent, table } from '../dom.js';
import { heatCell } from '../heat.js';

export function showResult({ name, result }, focus) {
  const { report } = result, address = encodeURIComponent(name);
  byId('result').hidden = false;
  byId('metrics').replaceChildren(
    element('p', { class: 'summary' }, `Right for ${percent(report.accuracy)} of ${count(result.texts)} texts that it never saw (95 % interval ${percent(report.accuracyLow)} to ${percent(report.accuracyHigh)}).`),
    element('div', { class: 'scroll', role: 'region', 'aria-label': 'Accuracy beside plain methods', tabindex: '0' }, table('Accuracy beside plain methods', ['Method', 'Accuracy'], [
      ['this network', percent(report.accuracy)], ['naive Bayes on words and pairs', percent(result.bagOfWords)], ['always the most frequent class', percent(result.majority)]])),
    element('p', { class: 'quiet' }, `Macro F1 ${fixed(report.macroF1)}, loss ${fixed(report.loss)} nats, ${count(result.parameters)} parameters.`),
    element('p', { class: 'actions' }, element('a', { class: 'button primary', href: `/classify/${address}` }, 'Use it'), element('a', { class: 'button', href: `/runs/${address}` }, 'Its training')));
  showConfusion(report);
  showMistakes(result);
  if (focus) byId('result-title').focus();
}

function showConfusion({ classes, confusion }) {
  byId('confusion').replaceChildren(table('Confusion', ['True class', ...classes.map(one => one.label), 'Recall', 'F1'], classes.map((one, i) => [
    one.label, ...confusion[i].map((texts, j) => heatCell(count(texts), (i === j ? 1 : -1) * texts / Math.max(1, one.support), i === j ? { class: 'heat plus right' } : {})),
    percent(one.recall), fixed(one.f1)])));
}

function showMistakes({ mistakes, moreMistakes }) {
  const found = byId('mistakes');
  found.replaceChildren(mistakes.length === 0 ? element('p', {}, 'None.') : table('Mistakes, the most certain first', ['Text', 'True class', 'Answer', 'Its share'],
    mistakes.map(one => [one.text, one.label, one.answer, percent(one.probability)])), ...(moreMistakes > 0 ? [element('p', { class: 'quiet' }, `and ${count(moreMistakes)} more`)] : []));
  found.querySelector('table')?.classList.add('texts');
}
