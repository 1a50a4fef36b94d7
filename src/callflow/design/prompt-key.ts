import { z } from 'zod'

/** A prompt in a language: `fr-ca/vm-enter_pass`, `de/digits/1`. */
export const promptKeySchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}\/[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64})?$/)

export const promptKey = (language: string, promptId: string): string => `${language}/${promptId}`
