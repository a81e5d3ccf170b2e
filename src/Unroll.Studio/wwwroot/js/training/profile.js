// What is in a table, before anything is learned from it.
import { bars, count, element, table } from '../dom.js';

const MOST_CLASSES = 20;

export function showProfile(box, profile) {
  const largest = Math.max(...profile.classes.map(one => one.texts)), list = element('ol', { class: 'bars' });
  const shown = [...profile.classes].sort((a, b) => b.texts - a.texts).slice(0, MOST_CLASSES);
  bars(list, shown.map(one => [one.name, one.texts / profile.texts]), shown.find(one => one.texts === largest).name);
  box.replaceChildren(
    element('p', { class: 'summary' }, `${count(profile.texts)} texts in ${count(profile.classes.length)} classes. Half of the texts have ${count(profile.medianLength)} characters or fewer, the longest ${count(profile.longestLength)}. ${repeated(profile.repeated)}`),
    ...profile.notes.map(note => element('p', { class: 'quiet' }, note)),
    element('h3', {}, 'Share of each class'), list,
    ...(profile.classes.length > MOST_CLASSES ? [element('p', { class: 'quiet' }, `and ${count(profile.classes.length - MOST_CLASSES)} more`)] : []),
    element('details', {}, element('summary', {}, 'A text of each class'),
      element('div', { class: 'scroll', role: 'region', 'aria-label': 'A text of each class', tabindex: '0' }, table('A text of each class', ['Class', 'Texts', 'One of them'], shown.map(one => [one.name, count(one.texts), one.example])))));
}

const repeated = texts => texts === 0 ? 'No text occurs twice.' : `${count(texts)} ${texts === 1 ? 'text repeats' : 'texts repeat'} an earlier one.`;
