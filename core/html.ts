/** A text as it may stand in HTML, between tags or in a quoted attribute (OWASP, "Cross Site Scripting Prevention"). */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;') // first, or those of the others would be escaped again
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
