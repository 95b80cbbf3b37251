import { css } from 'lit'

/** The log's rows. */
export const messageStyles = css`
  .day,
  .notice {
    margin: 18px 0 10px;
    color: var(--_muted);
    font-size: 12.5px;
    text-align: center;
  }

  .notice {
    margin: 14px 0;
  }

  .message {
    display: flex;
    gap: 8px;
    margin-top: 3px;
  }

  .message.starts {
    margin-top: 14px;
  }

  .avatar,
  .avatar-room {
    flex: none;
    width: 28px;
  }

  .avatar {
    display: grid;
    place-items: center;
    height: 28px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_accent), transparent 86%);
    color: var(--_accent-text);
    font-size: 13px;
    font-weight: 650;
  }

  .said {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 4px;
    min-width: 0;
    max-width: min(82%, 560px);
  }

  .customer {
    justify-content: flex-end;
  }

  .customer .said {
    align-items: flex-end;
  }

  .system {
    justify-content: center;
  }

  .system .said {
    align-items: center;
    max-width: 90%;
    text-align: center;
  }

  .author {
    display: flex;
    gap: 6px;
    padding-inline-start: 2px;
    font-size: 12.5px;
  }

  .name {
    font-weight: 600;
  }

  .role {
    color: var(--_muted);
  }

  .bubble {
    max-width: 100%;
    padding: 9px 14px;
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .bubble a {
    color: var(--_accent-text);
    text-underline-offset: 2px;
  }

  .customer .bubble {
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .customer .bubble a {
    color: inherit;
  }

  .system .bubble {
    padding: 4px 0;
    background: none;
    color: var(--_muted);
    font-size: 13px;
  }

  .author + .bubble {
    border-start-start-radius: 5px;
  }

  .customer .bubble:has(+ .foot) {
    border-end-end-radius: 5px;
  }

  .foot,
  .failure {
    display: flex;
    align-items: center;
    gap: 5px;
    padding: 0 2px;
    color: var(--_muted);
    font-size: 12px;
  }

  .ticks {
    display: inline-flex;
  }

  .ticks.read {
    color: var(--_accent-text);
  }

  .failure {
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px 12px;
  }

  .failure-text {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    color: var(--_danger);
  }

  .dots {
    display: flex;
    gap: 4px;
    padding: 14px;
  }

  .dots i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--_muted);
    animation: dot 1.3s infinite ease-in-out;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }

  @keyframes dot {
    0%,
    60%,
    100% {
      opacity: 0.35;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
`
