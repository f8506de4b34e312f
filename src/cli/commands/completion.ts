/** `aquilon completion`: scripts for shells, which ask `aquilon complete` for the words that may come next. */
import { Argument, Command } from 'commander';
import { command } from '#cli/options.ts';

/** A word with a colon counts as several in bash: what was written before the last colon is taken from the answers. */
const BASH = `_aquilon() {
  local line=\${COMP_LINE:0:COMP_POINT} reply
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local current=\${words[\${#words[@]}-1]}
  local before=\${current%"\${current##*:}"}
  COMPREPLY=()
  while IFS= read -r reply; do
    COMPREPLY+=("\${reply#"$before"}")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _aquilon aquilon
`;

const ZSH = `#compdef aquilon
_aquilon() {
  local -a replies
  replies=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${replies[1]}" ]]; then
    compadd -- "\${replies[@]}"
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" = _aquilon ]]; then
  _aquilon "$@"
else
  compdef _aquilon aquilon
fi
`;

const FISH = `function __aquilon_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l replies ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
  if test (count $replies) -gt 0
    printf '%s\\n' $replies
  else
    __fish_complete_path "$current"
  end
end
complete -c aquilon -f -a '(__aquilon_complete)'
`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export const completion = () =>
  command('completion', 'Print the script by which a shell completes words', 'completion bash >> ~/.bashrc')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => void process.stdout.write(SCRIPTS[shell] ?? ''));

/** Asked by the scripts, and hidden. */
export const completeWords = () =>
  new Command('complete')
    .description('The words that may come next, for the scripts of aquilon completion')
    .addHelpText('after', '\nExample:\n  $ aquilon complete -- dags li')
    .argument('[words...]')
    .action(async (words: string[], _options: object, self: Command) => {
      if (!self.parent) return;
      const { complete } = await import('#cli/complete.ts');
      for (const word of await complete(self.parent, words))
        process.stdout.write(`${word}
`);
    });
