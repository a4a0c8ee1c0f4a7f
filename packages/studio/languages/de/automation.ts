// Deutsch: Automation, die mit der Hand geschrieben wird.
export const AUTOMATION: Readonly<Record<string, string>> = {
  '{mode, select, off {Off} read {Read} touch {Touch} latch {Latch} write {Write} other {Trim}}':
    '{mode, select, off {Aus} read {Read} touch {Touch} latch {Latch} write {Write} other {Trim}}',
  'Automation: {mode}': 'Automation: {mode}',
  'Automation of {name}: {mode}': 'Automation von {name}: {mode}',
  'Automation of the chosen strips: off': 'Automation der gewählten Kanalzüge: aus',
  'Automation of the chosen strips: read': 'Automation der gewählten Kanalzüge: Read',
  'Automation of the chosen strips: touch': 'Automation der gewählten Kanalzüge: Touch',
  'Automation of the chosen strips: latch': 'Automation der gewählten Kanalzüge: Latch',
  'Automation of the chosen strips: write': 'Automation der gewählten Kanalzüge: Write',
  'Automation of the chosen strips: trim': 'Automation der gewählten Kanalzüge: Trim',
  'Glide back of automation, ms': 'Rückkehrzeit der Automation, ms',
  'Send to {name}: pan': 'Send an {name}: Panorama',
  'Send to {name}: mute': 'Send an {name}: stumm',
}
