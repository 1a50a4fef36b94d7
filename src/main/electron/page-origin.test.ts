import { describe, expect, it } from 'vitest'
import { developmentUrl, isOurPage } from './page-origin.ts'

describe('the page of the desktop app', () => {
  it('comes from the development server only when the app is not installed, and from this computer only', () => {
    const env = { ELECTRON_RENDERER_URL: 'http://localhost:5173' }
    expect(developmentUrl(false, env)).toBe('http://localhost:5173')
    expect(developmentUrl(true, env)).toBeUndefined()
    expect(developmentUrl(false, {})).toBeUndefined()
    for (const url of [
      'http://example.test:5173',
      'https://localhost.example.test',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      expect(developmentUrl(false, { ELECTRON_RENDERER_URL: url })).toBeUndefined()
    }
  })

  it('is told from every other page by its whole origin', () => {
    expect(isOurPage('callwright://app/index.html#/menus', undefined)).toBe(true)
    expect(isOurPage('callwright://application/', undefined)).toBe(false)
    expect(isOurPage('http://localhost:5173/', undefined)).toBe(false)
    expect(isOurPage('http://localhost:5173/', 'http://localhost:5173')).toBe(true)
    expect(isOurPage('http://localhost:51731/', 'http://localhost:5173')).toBe(false)
    expect(isOurPage('http://localhost:5173.example.test/', 'http://localhost:5173')).toBe(false)
  })
})
