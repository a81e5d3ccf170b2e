namespace Unroll.Cli.Web;

/// <summary>Marks the token that was chosen everywhere, and draws the numbers of single units.</summary>
static class InspectionPageScript
{
    internal const string Script = """

        const names = [...document.querySelectorAll('.token')].map(token => token.firstChild.textContent);
        let marked = -1;

        function mark(token) {
          marked = token === marked ? -1 : token;
          for (const button of document.querySelectorAll('.token')) button.setAttribute('aria-pressed', String(+button.dataset.token === marked));
          for (const row of document.querySelectorAll('tr[data-token]')) row.classList.toggle('marked', +row.dataset.token === marked);
          drawAll();
        }

        const buttons = document.querySelector('.tokens');
        buttons.addEventListener('click', event => {
          const button = event.target.closest('.token');
          if (button) mark(+button.dataset.token);
        });
        buttons.addEventListener('keydown', event => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          const next = step && document.querySelector(`.token[data-token="${+event.target.closest('.token').dataset.token + step}"]`);
          if (!next) return;
          next.focus();
          event.preventDefault();
        });

        function color(name) {
          const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
          return [1, 3, 5].map(at => parseInt(value.slice(at, at + 2), 16));
        }
        const between = (from, to, share) => `rgb(${from.map((part, i) => Math.round(part + (to[i] - part) * share)).join(' ')})`;

        class Picture {
          constructor(canvas) {
            this.canvas = canvas;
            this.bytes = Uint8Array.from(atob(canvas.dataset.values), character => character.charCodeAt(0));
            this.units = +canvas.dataset.units;
            this.tokens = this.bytes.length / this.units;
            this.gate = canvas.dataset.gate === '1';
            this.at = null;
            canvas.addEventListener('pointermove', event => this.look(Math.floor(event.offsetX / this.width), Math.floor(event.offsetY / this.height)));
            canvas.addEventListener('pointerleave', () => this.draw());
            canvas.addEventListener('focus', () => this.look(...(this.at ?? [0, 0])));
            canvas.addEventListener('keydown', event => {
              const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
              if (!step) return;
              const [token, unit] = this.at ?? [0, 0];
              this.look(token + step[0], unit + step[1]);
              event.preventDefault();
            });
            canvas.closest('details').addEventListener('toggle', () => this.draw());
          }

          share(token, unit) {
            const byte = this.bytes[token * this.units + unit];
            return this.gate ? byte / 255 : (byte - 128) / 127;
          }

          look(token, unit) {
            this.at = [Math.min(Math.max(token, 0), this.tokens - 1), Math.min(Math.max(unit, 0), this.units - 1)];
            [token, unit] = this.at;
            const value = this.share(token, unit) * +this.canvas.dataset.largest;
            this.canvas.closest('details').querySelector('output').textContent = `unit ${unit + 1} at ${names[token]} (token ${token + 1}): ${value.toFixed(2)}`;
            this.draw();
          }

          draw() {
            if (!this.canvas.closest('details').open) return;
            const room = this.canvas.parentElement.clientWidth;
            this.width = Math.min(48, Math.max(12, Math.floor(room / this.tokens)));
            this.height = this.units <= 32 ? 10 : this.units <= 128 ? 5 : 3;
            const scale = devicePixelRatio || 1;
            this.canvas.width = this.tokens * this.width * scale;
            this.canvas.height = this.units * this.height * scale;
            this.canvas.style.width = `${this.tokens * this.width}px`;
            this.canvas.style.height = `${this.units * this.height}px`;
            const context = this.canvas.getContext('2d');
            context.scale(scale, scale);
            const zero = color('--zero'), over = color('--for'), under = color('--against');
            for (let token = 0; token < this.tokens; token++) {
              for (let unit = 0; unit < this.units; unit++) {
                const share = this.share(token, unit);
                context.fillStyle = between(zero, share < 0 ? under : over, Math.abs(share));
                context.fillRect(token * this.width, unit * this.height, this.width, this.height);
              }
            }
            context.strokeStyle = between(color('--text'), zero, 0);
            context.lineWidth = 2;
            if (marked >= 0 && marked < this.tokens) context.strokeRect(marked * this.width + 1, 1, this.width - 2, this.units * this.height - 2);
            if (this.at) context.strokeRect(this.at[0] * this.width, this.at[1] * this.height, this.width, this.height);
          }
        }

        const pictures = [...document.querySelectorAll('canvas')].map(canvas => new Picture(canvas));
        const drawAll = () => pictures.forEach(picture => picture.draw());
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
        addEventListener('resize', drawAll);

        """;
}
