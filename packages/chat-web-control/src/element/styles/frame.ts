import { css } from 'lit'

/** Header, log, composer: the frame that fills whatever the page gives it. */
export const frameStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
    contain: layout;
  }

  :host([hidden]) {
    display: none;
  }

  .chat {
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: clip;
    border-radius: inherit;
    background: var(--_background);
    color: var(--_text);
    font: 400 15px/1.45 var(--_font);
    -webkit-text-size-adjust: 100%;
  }

  .chat *,
  .chat *::before {
    box-sizing: border-box;
  }

  /* Each text runs as its first letter does, whatever the page's direction. */
  .text,
  .bubble,
  .choice,
  .panel-title,
  .panel-text,
  .label,
  .check span,
  .file-name,
  .name,
  .foot time,
  .text::placeholder {
    unicode-bidi: plaintext;
  }

  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .icon {
    display: block;
    width: 1.25em;
    height: 1.25em;
    flex: none;
  }

  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 60px;
    padding-block: 10px;
    padding-inline: 18px 10px;
    border-bottom: 1px solid var(--_border);
  }

  .titles {
    flex: 1;
    min-width: 0;
  }

  .heading {
    overflow: hidden;
    font-size: 16px;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .standing {
    overflow: hidden;
    color: var(--_muted);
    font-size: 13px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 10px 18px;
    border-bottom: 1px solid var(--_border);
    background: var(--_surface);
  }

  .question span {
    flex: 1 0 100%;
  }

  .banner,
  .hint,
  .queue {
    padding: 8px 18px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 13px;
    text-align: center;
  }

  .banner {
    animation: appear 0.2s ease-out 1.2s backwards;
  }

  .middle {
    position: relative;
    flex: 1;
    min-height: 0;
  }

  .log {
    height: 100%;
    overflow-x: hidden;
    overflow-y: auto;
    overscroll-behavior: contain;
    outline-offset: -3px;
  }

  .rows {
    display: flow-root;
    padding: 4px 14px 14px;
  }

  .closing {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 12px;
    padding: 18px;
    padding-bottom: max(18px, env(safe-area-inset-bottom));
    border-top: 1px solid var(--_border);
    text-align: center;
  }

  .closing-text {
    color: var(--_muted);
  }

  :focus-visible {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .chat * {
      animation-duration: 0.01ms !important;
      transition: none !important;
    }
  }
`
