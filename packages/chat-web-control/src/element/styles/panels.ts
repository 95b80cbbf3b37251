import { css } from 'lit'

/** What is more than a text: quick replies, forms, cards, files. */
export const panelStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 4px 0;
  }

  .choice {
    min-height: 36px;
    padding: 6px 15px;
    border: 1.5px solid var(--_accent-text);
    border-radius: var(--_radius);
    background: transparent;
    color: var(--_accent-text);
    font: inherit;
    font-weight: 550;
    text-align: start;
    cursor: pointer;
  }

  .choice:hover:enabled {
    background: color-mix(in oklab, var(--_accent), transparent 88%);
  }

  .choice:disabled {
    border-color: var(--_border);
    color: var(--_muted);
    cursor: default;
  }

  .choice[aria-pressed='true'] {
    border-color: var(--_muted);
    background: var(--_surface);
    color: var(--_text);
  }

  .panel {
    width: 320px;
    max-width: 100%;
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_background);
  }

  .panel-title {
    font-weight: 650;
  }

  .panel-text {
    color: var(--_muted);
    font-size: 14px;
    white-space: pre-line;
  }

  .panel a {
    color: var(--_accent-text);
  }

  .form {
    padding: 16px;
  }

  .fields {
    display: flex;
    flex-direction: column;
    gap: 14px;
    margin: 12px 0 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }

  .field {
    display: flex;
    flex-direction: column;
    gap: 5px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }

  .label {
    padding: 0;
    font-size: 13.5px;
    font-weight: 600;
  }

  legend.label {
    margin-bottom: 5px;
  }

  .required {
    color: var(--_danger);
  }

  .field input:not([type='checkbox']),
  .field select,
  .field textarea {
    width: 100%;
    min-height: 42px;
    padding: 8px 12px;
    border: 1px solid var(--_field-border);
    border-radius: min(var(--_radius), 10px);
    background: var(--_background);
    color: inherit;
    font: inherit;
    font-size: 16px;
    resize: vertical;
  }

  .field :user-invalid {
    border-color: var(--_danger);
  }

  .check {
    display: flex;
    align-items: flex-start;
    gap: 10px;
    min-height: 28px;
  }

  .check input {
    width: 18px;
    height: 18px;
    margin: 2px 0 0;
    flex: none;
    accent-color: var(--_accent);
  }

  .card-image {
    display: block;
    width: 100%;
    max-height: 200px;
    object-fit: cover;
    background: var(--_surface);
  }

  .card-text {
    display: grid;
    gap: 4px;
    padding: 14px 16px;
  }

  .attachment {
    display: block;
    max-width: 100%;
    color: inherit;
    text-decoration: none;
  }

  .attachment[data-opening] {
    cursor: progress;
    opacity: 0.6;
  }

  .file-problem {
    color: var(--_danger);
    font-size: 12.5px;
  }

  .preview {
    display: block;
    max-width: 100%;
    max-height: 260px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    object-fit: cover;
  }

  .file {
    display: flex;
    align-items: center;
    gap: 12px;
    max-width: 320px;
    padding-block: 11px;
    padding-inline: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  a.attachment:hover .file {
    background: var(--_surface);
  }

  .file-icon {
    color: var(--_accent-text);
    font-size: 18px;
  }

  .file-text {
    display: grid;
    min-width: 0;
  }

  .file-name {
    overflow: hidden;
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .file-size {
    color: var(--_muted);
    font-size: 12.5px;
  }
`
