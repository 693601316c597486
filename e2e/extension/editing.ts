import * as vscode from 'vscode';
import { eventually, expectThat, type Scenario } from '../scenarios.ts';
import { codesOf, hintsOf, hoverText, newStudy, openStudy, placeOf, untilCode } from './study.ts';

async function completionLabels(
  editor: vscode.TextEditor,
  place: vscode.Position,
): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    place,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

export const editing: readonly Scenario[] = [
  {
    name: 'findings come with their codes, and each links to its help page',
    run: async () => {
      const { document } = await openStudy('findings.spinel');
      for (const code of ['SP1002', 'SP2002', 'SP2003', 'SP2005']) await untilCode(document.uri, code);
      const unknown = await untilCode(document.uri, 'SP2003');
      const { code } = unknown;
      expectThat(
        typeof code === 'object' && code.target.path.endsWith('SP2003.md'),
        'SP2003 has no link to its help page.',
      );
    },
  },
  {
    name: 'a study without mistakes has no finding of severity error',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      await eventually('hints as a sign that the study was read', async () => {
        const hints = await hintsOf(document);
        return hints.length > 0 ? hints : undefined;
      });
      const errors = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      expectThat(errors.length === 0, `Unexpected: ${errors.map(({ message }) => message).join(' ')}`);
    },
  },
  {
    name: 'a finding goes away when its text is mended',
    run: async () => {
      const editor = await newStudy('base ZnXx2O4\n');
      await untilCode(editor.document.uri, 'SP1002');
      const wrong = placeOf(editor.document, 'Xx', 0);
      await editor.edit((edit) => edit.replace(new vscode.Range(wrong, wrong.translate(0, 2)), 'Ga'));
      await eventually('the end of SP1002', () =>
        codesOf(editor.document.uri).includes('SP1002') ? undefined : true,
      );
    },
  },
  {
    name: 'a quick fix replaces an unknown name by the one that was meant',
    run: async () => {
      const { document } = await openStudy('findings.spinel');
      const { range } = await untilCode(document.uri, 'SP2003');
      const action = await eventually('a quick fix for SP2003', async () => {
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          range,
          vscode.CodeActionKind.QuickFix.value,
        );
        return actions.find(({ edit, title }) => edit !== undefined && title.includes('late'));
      });
      expectThat(action.edit !== undefined, 'The quick fix has no edit.');
      await vscode.workspace.applyEdit(action.edit);
      expectThat(document.getText().includes('with late step 0.1'), `The text is now: ${document.getText()}`);
    },
  },
  {
    name: 'the predicted gap stands behind a base formula, with its uncertainty and unit',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      await eventually('a hint with a gap', async () => {
        const hints = await hintsOf(document);
        return hints.find((hint) => /\d\.\d+ ± \d\.\d+ eV/.test(hint));
      });
    },
  },
  {
    name: 'pointing at a formula tells its gap and its interval',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      await eventually('a hover with a gap', async () => {
        const text = await hoverText(document, placeOf(document, 'base ZnBi2O4', 6));
        return /\d\.\d+.*eV/.test(text) ? text : undefined;
      });
    },
  },
  {
    name: 'pointing at an element and at a keyword explains them',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      const element = await hoverText(document, placeOf(document, '= Fe', 3));
      expectThat(element.includes('Iron') || element.includes('iron'), `The hover says: ${element}`);
      const keyword = await hoverText(document, placeOf(document, 'substitute', 2));
      expectThat(keyword.includes('substitute'), `The hover says: ${keyword}`);
    },
  },
  {
    name: 'completion offers keywords, pools and bases where they fit',
    run: async () => {
      const editor = await newStudy('base ZnBi2O4\npool late = Fe Co\nsubstitute A of ZnBi2O4 with \n');
      const place = placeOf(editor.document, 'with ');
      const pools = await eventually('completion of pools', async () => {
        const labels = await completionLabels(editor, place);
        return labels.includes('late') ? labels : undefined;
      });
      expectThat(pools.includes('Fe'), `Offered after "with": ${pools.slice(0, 20).join(', ')}`);
      const statements = await completionLabels(editor, new vscode.Position(3, 0));
      expectThat(statements.includes('screen'), `Offered at a line's start: ${statements.join(', ')}`);
    },
  },
  {
    name: 'formatting straightens the spaces and keeps the comment',
    run: async () => {
      const { document } = await openStudy('unformatted.spinel');
      const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      const change = new vscode.WorkspaceEdit();
      change.set(document.uri, edits);
      await vscode.workspace.applyEdit(change);
      const text = document.getText();
      expectThat(text.includes('base ZnBi2O4, ZnGa2O4'), `The text is now: ${text}`);
      expectThat(text.includes('// a comment that stays'), `The text is now: ${text}`);
      expectThat(text.includes('pool late = Fe Co'), `The text is now: ${text}`);
    },
  },
  {
    name: 'names have semantic colours',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        'vscode.provideDocumentSemanticTokens',
        document.uri,
      );
      expectThat(tokens.data.length > 0, 'There are no semantic tokens.');
    },
  },
];
