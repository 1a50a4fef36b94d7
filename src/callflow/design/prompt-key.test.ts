import { expect, it } from 'vitest'
import { promptKeySchema } from './prompt-key.ts'

it('the key of a prompt names a language and a prompt, and no other place on the disk', () => {
  const isKey = (key: string) => promptKeySchema.safeParse(key).success
  for (const key of ['en/vm-goodbye', 'fr-ca/digits/1', 'zh-hant-tw/x_y']) expect(isKey(key)).toBe(true)
  for (const key of [
    'en',
    'en/',
    '/etc/passwd',
    '../en/x',
    'en/../x',
    'en/a/b/c',
    'EN/x',
    'en/x.wav',
    'en/x\\y',
    'english/x',
    '',
  ]) {
    expect(isKey(key)).toBe(false)
  }
})
