import { css } from 'lit'

/** Buttons and the composer. */
export const controlStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 40px;
    padding: 8px 18px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .button:hover:enabled,
  .icon-button:hover:enabled {
    filter: brightness(0.95);
  }

  .button:disabled {
    opacity: 0.6;
    cursor: default;
  }

  .link {
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--_accent-text);
    font: inherit;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }

  .icon-button {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    color: var(--_muted);
    font-size: 16px;
    cursor: pointer;
  }

  .icon-button:hover:enabled {
    background: var(--_surface);
    color: var(--_text);
  }

  .new-messages {
    position: absolute;
    bottom: 12px;
    left: 50%;
    min-height: 36px;
    padding-block: 6px;
    padding-inline: 12px 16px;
    box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
    font-size: 13.5px;
    translate: -50%;
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 10px 12px;
    padding-bottom: max(10px, env(safe-area-inset-bottom));
    border-top: 1px solid var(--_border);
  }

  .text {
    flex: 1;
    min-width: 0;
    min-height: 42px;
    max-height: 138px;
    padding: 9px 14px;
    border: 1px solid var(--_field-border);
    border-radius: calc(var(--_radius) + 3px);
    background: var(--_background);
    color: inherit;
    font: 400 16px/1.4 var(--_font);
    resize: none;
  }

  .text::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_muted);
    opacity: 1;
  }

  .text:focus-visible {
    border-color: var(--_accent-text);
    outline: 1px solid var(--_accent-text);
    outline-offset: 0;
  }

  .send {
    margin-inline-start: 4px;
    background: var(--_surface);
  }

  .send:enabled,
  .send:hover:enabled {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`
