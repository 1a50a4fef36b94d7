/** The callflow editor takes this place. */
export function CallflowsPage() {
  return null
}
