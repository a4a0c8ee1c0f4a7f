import { defineVerb, UsageError } from '../verb.ts'

export default defineVerb({
  name: 'template-name',
  summary: 'say what it does in a few words',
  usage: 'NAME [--loud]',
  flags: { loud: { type: 'boolean', help: 'say it louder' } },
  examples: ['tonmeister template-name Ada', 'tonmeister template-name Ada --loud --json'],
  async run({ positionals, flags }, terminal) {
    const [name, ...more] = positionals
    if (!name || more.length) throw new UsageError('Name one person.', 'tonmeister template-name NAME')
    const greeting = flags.loud ? `HELLO, ${name.toUpperCase()}!` : `Hello, ${name}.`
    // For people; with --json only the result is printed.
    terminal.say(greeting)
    return { result: { greeting } }
  },
})
