/**
 * What the engine says of its own accord, as it writes it and in the languages of mails. `{...}` stands for whatever is there, a name or a number, and is
 * taken over as it is; with a capital, in the language where it is known in it. A sentence that is not here is told in English, which is better than not being told.
 */
interface Sentence {
  readonly en: string
  readonly de: string
  readonly fr: string
  readonly es: string
}

/** The sentence in that language, such as `de` or `fr-ca`; as it is where there is no other. */
export function troubleIn(language: string | undefined, sentence: string): string {
  const wanted = language?.toLowerCase().split(/[-_]/)[0]
  if (wanted !== 'de' && wanted !== 'fr' && wanted !== 'es') return sentence
  for (const { pattern, names, translated } of known) {
    const found = pattern.exec(sentence)
    if (!found) continue
    const filled = new Map(names.map((name, at) => [name, found[at + 1] ?? '']))
    return translated[wanted].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = filled.get(name) ?? ''
      return /^[A-Z]/.test(name) ? troubleIn(wanted, value) : value
    })
  }
  return sentence
}

const sentences: readonly Sentence[] = [
  {
    en: 'trunk "{trunk}" is not there: {why}',
    de: 'Der Anbieter „{trunk}“ ist nicht zu erreichen: {why}',
    fr: 'L’opérateur « {trunk} » ne répond pas : {why}',
    es: 'El operador «{trunk}» no responde: {why}',
  },
  {
    en: 'trunk "{trunk}" is not registered with {host}: {why}',
    de: 'Der Anbieter „{trunk}“ ist bei {host} nicht angemeldet: {why}',
    fr: 'L’opérateur « {trunk} » n’est pas enregistré auprès de {host} : {why}',
    es: 'El operador «{trunk}» no está registrado en {host}: {why}',
  },
  {
    en: 'trunk "{trunk}": "{text}" is no address and no CIDR block',
    de: 'Anbieter „{trunk}“: „{text}“ ist weder eine Adresse noch ein CIDR-Block',
    fr: 'Opérateur « {trunk} » : « {text} » n’est ni une adresse ni un bloc CIDR',
    es: 'Operador «{trunk}»: «{text}» no es ni una dirección ni un bloque CIDR',
  },
  {
    en: "The engine's disk has {left} MiB left: no calls are recorded below {least} MiB.",
    de: 'Auf der Platte der Anlage sind noch {left} MiB frei: Unter {least} MiB werden keine Gespräche aufgenommen.',
    fr: 'Il reste {left} Mio sur le disque du système : sous {least} Mio, aucun appel n’est enregistré.',
    es: 'Quedan {left} MiB en el disco del sistema: por debajo de {least} MiB no se graba ninguna llamada.',
  },
  {
    en: "The engine's disk has {left} MiB left: below {least} MiB no messages are taken and no calls are recorded.",
    de: 'Auf der Platte der Anlage sind noch {left} MiB frei: Unter {least} MiB werden keine Nachrichten angenommen und keine Gespräche aufgenommen.',
    fr: 'Il reste {left} Mio sur le disque du système : sous {least} Mio, aucun message n’est pris et aucun appel n’est enregistré.',
    es: 'Quedan {left} MiB en el disco del sistema: por debajo de {least} MiB no se toman mensajes ni se graban llamadas.',
  },
  {
    en: 'Recordings of calls take all the room they may: no more calls are recorded until some are removed.',
    de: 'Die Gesprächsaufnahmen belegen allen Platz, den sie haben dürfen: Erst wenn welche gelöscht sind, wird wieder aufgenommen.',
    fr: 'Les enregistrements d’appels occupent toute la place permise : aucun autre appel n’est enregistré tant qu’il n’en est pas supprimé.',
    es: 'Las grabaciones de llamadas ocupan todo el espacio permitido: no se graban más hasta que se eliminen algunas.',
  },
  {
    en: 'The disk has room again.',
    de: 'Auf der Platte ist wieder Platz.',
    fr: 'Il y a de nouveau de la place sur le disque.',
    es: 'Vuelve a haber espacio en el disco.',
  },
  {
    en: 'The engine cannot write to its disk ({why}): {count} changes wait in memory and are written when there is room.',
    de: 'Die Anlage kann nicht auf ihre Platte schreiben ({why}): {count} Änderungen warten im Speicher und werden geschrieben, sobald Platz ist.',
    fr: 'Le système ne peut pas écrire sur son disque ({why}) : {count} modifications attendent en mémoire et seront écrites quand il y aura de la place.',
    es: 'El sistema no puede escribir en su disco ({why}): {count} cambios esperan en memoria y se escribirán cuando haya espacio.',
  },
  {
    en: 'a call that was to be recorded is not: the disk is short of room; call history says which',
    de: 'Ein Gespräch, das aufgenommen werden sollte, wird es nicht: Auf der Platte fehlt Platz. Welches, steht in der Anrufliste.',
    fr: 'Un appel qui devait être enregistré ne l’est pas : le disque manque de place. L’historique des appels dit lequel.',
    es: 'Una llamada que debía grabarse no se graba: falta espacio en el disco. El historial de llamadas dice cuál.',
  },
  {
    en: 'a call that was to be recorded is not: the recording could not be started; call history says which',
    de: 'Ein Gespräch, das aufgenommen werden sollte, wird es nicht: Die Aufnahme ließ sich nicht beginnen. Welches, steht in der Anrufliste.',
    fr: 'Un appel qui devait être enregistré ne l’est pas : l’enregistrement n’a pas pu commencer. L’historique des appels dit lequel.',
    es: 'Una llamada que debía grabarse no se graba: la grabación no pudo empezar. El historial de llamadas dice cuál.',
  },
  {
    en: 'the certificate for TLS ends on {day}',
    de: 'Das Zertifikat für TLS läuft am {day} ab',
    fr: 'Le certificat pour TLS expire le {day}',
    es: 'El certificado para TLS caduca el {day}',
  },
  {
    en: 'the certificate for TLS ended on {day}: phones refuse it',
    de: 'Das Zertifikat für TLS ist am {day} abgelaufen: Telefone lehnen es ab',
    fr: 'Le certificat pour TLS a expiré le {day} : les téléphones le refusent',
    es: 'El certificado para TLS caducó el {day}: los teléfonos lo rechazan',
  },
  {
    en: 'calls are refused: the engine holds {limit}, which is all it takes',
    de: 'Anrufe werden abgewiesen: Die Anlage führt {limit}, mehr nimmt sie nicht an',
    fr: 'Des appels sont refusés : le système en tient {limit}, il n’en prend pas plus',
    es: 'Se rechazan llamadas: el sistema lleva {limit}, no admite más',
  },
  {
    en: 'calls are refused: {kind} "{name}" has {limit} at once, which is its limit',
    de: 'Anrufe werden abgewiesen: „{name}“ führt {limit} zugleich, das ist die Grenze',
    fr: 'Des appels sont refusés : « {name} » en a {limit} à la fois, c’est sa limite',
    es: 'Se rechazan llamadas: «{name}» tiene {limit} a la vez, que es su límite',
  },
  {
    en: '{tries} wrong PINs, all from {Who}: {What} is shut to {Whom} for an hour.',
    de: '{tries} falsche PINs, alle von {Who}: {What} ist eine Stunde lang gesperrt für {Whom}.',
    fr: '{tries} codes erronés, tous de {Who} : fermeture pendant une heure, {What}, pour {Whom}.',
    es: '{tries} PIN erróneos, todos de {Who}: cierre durante una hora, {What}, para {Whom}.',
  },
  {
    en: '{tries} wrong PINs, the last from {Who}: {What} is shut to {Whom} for an hour.',
    de: '{tries} falsche PINs, die letzte von {Who}: {What} ist eine Stunde lang gesperrt für {Whom}.',
    fr: '{tries} codes erronés, le dernier de {Who} : fermeture pendant une heure, {What}, pour {Whom}.',
    es: '{tries} PIN erróneos, el último de {Who}: cierre durante una hora, {What}, para {Whom}.',
  },
  // Parts of them.
  {
    en: 'a caller who withholds the number',
    de: 'jemandem ohne Rufnummer',
    fr: 'quelqu’un qui masque son numéro',
    es: 'alguien que oculta su número',
  },
  { en: 'this caller', de: 'diesen Anrufer', fr: 'cet appelant', es: 'esta persona' },
  {
    en: 'all callers from outside',
    de: 'alle Anrufer von außen',
    fr: 'tous les appelants de l’extérieur',
    es: 'todas las llamadas de fuera',
  },
  {
    en: "all phones but the owner's",
    de: 'alle Telefone außer denen des Inhabers',
    fr: 'tous les postes sauf ceux du titulaire',
    es: 'todos los teléfonos salvo los del titular',
  },
  { en: 'the mailbox "{name}"', de: 'die Mailbox „{name}“', fr: 'la messagerie « {name} »', es: 'el buzón «{name}»' },
  {
    en: 'the conference "{name}"',
    de: 'die Konferenz „{name}“',
    fr: 'la conférence « {name} »',
    es: 'la conferencia «{name}»',
  },
  {
    en: 'the Office Anywhere portal "{name}"',
    de: 'das Office-Anywhere-Portal „{name}“',
    fr: 'le portail Office Anywhere « {name} »',
    es: 'el portal Office Anywhere «{name}»',
  },
  {
    en: 'DISA in the callflow "{name}"',
    de: 'DISA im Anrufablauf „{name}“',
    fr: 'DISA dans le flux « {name} »',
    es: 'DISA en el flujo «{name}»',
  },
  {
    en: 'the hot desk of "{name}"',
    de: 'der Wechselplatz von „{name}“',
    fr: 'le bureau partagé de « {name} »',
    es: 'el puesto compartido de «{name}»',
  },
  {
    en: 'recording the greeting of the menu "{name}"',
    de: 'die Aufnahme der Begrüßung des Menüs „{name}“',
    fr: 'l’enregistrement de l’accueil du menu « {name} »',
    es: 'la grabación del saludo del menú «{name}»',
  },
  {
    en: "{count} more stand in the engine's log.",
    de: '{count} weitere stehen im Protokoll der Anlage.',
    fr: '{count} autres figurent dans le journal du système.',
    es: '{count} más constan en el registro del sistema.',
  },
]

const known = sentences.map(({ en, ...translated }) => {
  const names = [...en.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const parts = en.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { pattern: new RegExp(`^${parts.join('(.*?)')}$`, 'su'), names, translated }
})
