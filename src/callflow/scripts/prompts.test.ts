import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { promptIds } from './prompts.ts'

describe('system prompts that scripts play (M18)', () => {
  it.each(promptIds)('%s has a recording', (promptId) => {
    const file = new URL(`../../../resources/prompts/en/${promptId}.wav`, import.meta.url)
    expect(existsSync(file)).toBe(true)
  })
})
