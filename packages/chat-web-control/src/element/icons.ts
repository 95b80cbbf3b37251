import { type SVGTemplateResult, svg } from 'lit'

/** All on a 24 × 24 grid, drawn with the colour of the text around, and silent to screen readers. */
function icon(path: SVGTemplateResult) {
  return svg`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`
}

export const sendIcon = icon(svg`<path d="M12 19V5M5.5 11.5 12 5l6.5 6.5"/>`)
export const clipIcon = icon(
  svg`<path d="m20.5 11.5-8.6 8.6a5.5 5.5 0 0 1-7.8-7.8l8.9-8.9a3.7 3.7 0 0 1 5.2 5.2l-8.9 8.9a1.8 1.8 0 0 1-2.6-2.6l8.2-8.2"/>`,
)
export const closeIcon = icon(svg`<path d="m6 6 12 12M18 6 6 18"/>`)
export const downIcon = icon(svg`<path d="M12 5v14M5.5 12.5 12 19l6.5-6.5"/>`)
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`)
export const tickIcon = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`)
export const ticksIcon = icon(svg`<path d="m2 12.5 4.5 4.5L16 7.5M11.5 16l1 1L22 7.5"/>`)
export const warningIcon = icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>`)
export const fileIcon = icon(
  svg`<path d="M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5L13.5 3Z"/><path d="M13.5 3v5.5H19"/>`,
)
export const botIcon = icon(
  svg`<rect x="4.5" y="8.5" width="15" height="11" rx="3.5"/><path d="M12 8.500V5M9.2 13.200v1.600M14.8 13.200v1.6"/><circle cx="12" cy="4" r="1"/>`,
)
export const personIcon = icon(
  svg`<circle cx="12" cy="8.5" r="3.8"/><path d="M4.8 20c.7-3.7 3.6-5.7 7.2-5.700s6.5 2 7.2 5.7"/>`,
)
