export function deskPage(title: string, colour: string): string {
  return `<!doctype html><title>${title} ${colour}</title>`
}
