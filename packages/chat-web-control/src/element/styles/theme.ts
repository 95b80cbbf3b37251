import { css } from 'lit'

/** The colours. What a page sets wins; contrast of the defaults is AA in both themes. */
export const themeStyles = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--chat-accent, light-dark(#2857d9, #3b6af0));
    --_on-accent: var(--chat-on-accent, #fff);
    --_accent-text: var(
      --chat-accent-text,
      light-dark(var(--_accent), color-mix(in oklab, var(--_accent), white 45%))
    );
    --_background: var(--chat-background, light-dark(#fff, #15181e));
    --_surface: var(--chat-surface, light-dark(#f0f2f6, #242933));
    --_text: var(--chat-text, light-dark(#1b202b, #eceff4));
    --_muted: var(--chat-muted, light-dark(#586174, #a4aebd));
    --_border: var(--chat-border, light-dark(#e2e6ed, #313845));
    --_field-border: light-dark(#838c9d, #757f90);
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff9a91));
    --_radius: var(--chat-radius, 18px);
    --_font: var(--chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }
`
