namespace Unroll.Studio.Tests.Browser;

/// <summary>Scripts that look at a page as it is shown and give a list of what is wrong.</summary>
static class PageAudit
{
    /// <summary>Texts whose contrast is below that of WCAG 2.2 AA: 4.5 to 1, of large type 3 to 1.</summary>
    internal const string Contrast = """
        () => {
          const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const channels = color => {
            pen.clearRect(0, 0, 1, 1);
            pen.fillStyle = color;
            pen.fillRect(0, 0, 1, 1);
            const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
            return { rgb: [red, green, blue], alpha: alpha / 255 };
          };
          const over = (top, ground) => top.rgb.map((value, i) => top.alpha * value + (1 - top.alpha) * ground[i]);
          const backgroundOf = element => {
            if (element === null) return channels('Canvas').rgb;
            const own = channels(getComputedStyle(element).backgroundColor);
            return own.alpha === 1 ? own.rgb : over(own, backgroundOf(element.parentElement));
          };
          const luminance = rgb => {
            const [red, green, blue] = rgb.map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          const faults = [];
          const check = (element, text) => {
            const style = getComputedStyle(element), background = backgroundOf(element), ink = over(channels(style.color), background);
            const [light, dark] = [luminance(ink), luminance(background)].sort((a, b) => b - a);
            const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            const contrast = (light + 0.05) / (dark + 0.05);
            if (contrast < (isLarge ? 3 : 4.5)) faults.push(`${contrast.toFixed(2)}: ${element.tagName.toLowerCase()}.${element.className} "${text.trim().slice(0, 40)}"`);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let texts = 0;
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (walker.currentNode.data.trim() === '' || !element.checkVisibility() || element.closest('script, noscript, :disabled')) continue;
            texts++;
            check(element, walker.currentNode.data);
          }
          for (const field of document.querySelectorAll('input:not([type=checkbox], [type=radio], [type=file]), textarea, select')) {
            if (field.checkVisibility() && !field.disabled) check(field, field.value);
          }
          return texts === 0 ? ['there is no text'] : faults;
        }
        """;

    /// <summary>What a screen reader would stumble over: fields and buttons without a name, ids twice, headings that skip a level, missing landmarks.</summary>
    internal const string Structure = """
        () => {
          const faults = [], seen = new Set();
          for (const { id } of document.querySelectorAll('[id]')) {
            if (seen.has(id)) faults.push(`the id ${id} twice`);
            seen.add(id);
          }
          const named = element => element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length > 0
            || element.getAttribute('aria-labelledby')?.split(' ').some(id => document.getElementById(id)?.textContent.trim());
          for (const element of document.querySelectorAll('button, a, input, textarea, select, section, progress, [role], [tabindex="0"]')) {
            const isField = element.matches('input, textarea, select, progress');
            if (isField ? !(element.labels.length > 0 || element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby')) : !named(element) && !element.matches('[role=status]')) {
              faults.push(`no name: ${element.outerHTML.slice(0, 80)}`);
            }
          }
          for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) {
            for (const id of `${element.getAttribute('aria-labelledby') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`.split(' ')) {
              if (id !== '' && !document.getElementById(id)) faults.push(`there is no ${id}`);
            }
          }
          let level = 0;
          for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
            const own = Number(heading.tagName[1]);
            if (own > level + 1) faults.push(`heading ${own} after ${level}: ${heading.textContent}`);
            level = own;
          }
          if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
          for (const landmark of ['main', 'header', 'nav[aria-label]']) if (!document.querySelector(landmark)) faults.push(`no ${landmark}`);
          if (document.title.trim() === '') faults.push('no title');
          for (const image of document.querySelectorAll('canvas')) {
            if (!image.closest('[aria-hidden], [role=img]') && !image.hasAttribute('aria-label')) faults.push('a canvas without words');
          }
          return faults;
        }
        """;

    /// <summary>Whatever is wider than the window and does not scroll within itself.</summary>
    internal const string Width = """
        () => document.documentElement.scrollWidth <= window.innerWidth ? []
          : [...document.querySelectorAll('body *')].filter(element => element.getBoundingClientRect().right > window.innerWidth + 1 && !element.parentElement.closest('.scroll'))
            .map(element => `${element.tagName.toLowerCase()}#${element.id}.${element.className}: ${Math.round(element.getBoundingClientRect().right)}`)
        """;
}
