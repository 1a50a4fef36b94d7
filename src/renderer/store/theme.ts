import { useSyncExternalStore } from 'react'
import { useUi } from './ui.ts'

const dark = () => window.matchMedia('(prefers-color-scheme: dark)')

function resolved(): 'light' | 'dark' {
  const { theme } = useUi.getState()
  if (theme !== 'system') return theme
  return dark().matches ? 'dark' : 'light'
}

/** Puts the theme on <html> and keeps it there. Call once, before the first paint. */
export function followTheme(): void {
  const paint = () => {
    document.documentElement.dataset['theme'] = resolved()
  }
  paint()
  dark().addEventListener('change', paint)
  useUi.subscribe(paint)
}

/** The theme in force, for the few things that need to be told. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(listen, resolved)
}

function listen(changed: () => void): () => void {
  const query = dark()
  query.addEventListener('change', changed)
  const stop = useUi.subscribe(changed)
  return () => {
    query.removeEventListener('change', changed)
    stop()
  }
}
