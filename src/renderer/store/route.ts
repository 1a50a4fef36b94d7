import { create } from 'zustand'

/** `#/area/id?key=value`. The page lives at one address, so the hash is the whole router. */
export interface Route {
  readonly area: string
  readonly id: string | null
  readonly params: Readonly<Record<string, string>>
}

export const HOME = 'callflows'

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [area = '', id = ''] = path.split('/').map(decoded)
  return { area: area || HOME, id: id || null, params: Object.fromEntries(new URLSearchParams(query)) }
}

export function formatRoute(area: string, id?: string | null, params?: Readonly<Record<string, string>>): string {
  const path = id ? `${encodeURIComponent(area)}/${encodeURIComponent(id)}` : encodeURIComponent(area)
  const query = new URLSearchParams(params).toString()
  return `#/${path}${query ? `?${query}` : ''}`
}

export const useRoute = create<Route>()(() => parseRoute(typeof location === 'undefined' ? '' : location.hash))

/** `replace` leaves no step in the browser's history: choosing rows in a list. */
export function navigate(
  area: string,
  id?: string | null,
  options?: { readonly replace?: boolean; readonly params?: Readonly<Record<string, string>> },
): void {
  const hash = formatRoute(area, id, options?.params)
  if (options?.replace) history.replaceState(null, '', hash)
  else if (hash !== location.hash) history.pushState(null, '', hash)
  useRoute.setState(parseRoute(hash), true)
}

/** Back, forward and typed addresses. Returns how to stop listening. */
export function followAddress(): () => void {
  const read = () => useRoute.setState(parseRoute(location.hash), true)
  window.addEventListener('hashchange', read)
  window.addEventListener('popstate', read)
  return () => {
    window.removeEventListener('hashchange', read)
    window.removeEventListener('popstate', read)
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
