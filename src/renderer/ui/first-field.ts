/**
 * For `onOpenAutoFocus`: the focus goes to the first field, or to the surface itself, never to its close button, whose tooltip would open.
 */
export function focusFirstField(event: Event): void {
  event.preventDefault()
  const surface = event.currentTarget
  if (!(surface instanceof HTMLElement)) return
  const field = surface.querySelector<HTMLElement>(
    '[data-body] :is(input:not([type=file], [hidden]), textarea, select, [role=combobox])',
  )
  ;(field ?? surface).focus()
}
