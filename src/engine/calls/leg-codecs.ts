import { audioCodecs } from '../../callflow/design/kinds/codecs.ts'
import type { AudioCodec } from '../media/media-engine.ts'

/** What a device or a trunk may speak, by its preference. */
export function codecsOf({ codecs }: { readonly codecs: readonly AudioCodec[] }): readonly AudioCodec[] {
  return codecs.length > 0 ? codecs : audioCodecs
}

/** `codecs`, those first that are `preferred`: whoever is joined in one codec is relayed without decoding. */
export function preferring(codecs: readonly AudioCodec[], preferred: readonly AudioCodec[]): readonly AudioCodec[] {
  const first = preferred.filter((codec) => codecs.includes(codec))
  return [...first, ...codecs.filter((codec) => !first.includes(codec))]
}
