import { unsavedChanges } from './design.ts'

/** Asks before the page goes with changes that are nowhere else. The words are the browser's; how many there are stands in the window. */
export function guardLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (unsavedChanges() > 0) event.preventDefault()
  }
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}
