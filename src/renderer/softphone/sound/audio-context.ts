let context: AudioContext | undefined

/** The page's one. Browsers let it sound once somebody has pressed something on the page. */
export function audioContext(): AudioContext {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  return context
}
