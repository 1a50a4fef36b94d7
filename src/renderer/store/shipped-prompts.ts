import de from '../../../resources/prompts/de/prompts.json' with { type: 'json' }
import en from '../../../resources/prompts/en/prompts.json' with { type: 'json' }
import es from '../../../resources/prompts/es/prompts.json' with { type: 'json' }
import fr from '../../../resources/prompts/fr/prompts.json' with { type: 'json' }

/** What our own recordings say, by language and prompt. */
export const shippedPrompts: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, de, fr, es }
