/**
 * The controls of the pages. This is the only module that knows which component library draws them; pages see plain elements and
 * callbacks, so that the library can be replaced here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element } from './dom.ts';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

/** The properties of the library's elements that this module uses. */
interface ValueElement extends HTMLElement {
  value: string;
  checked: boolean;
  disabled: boolean;
}

export interface ButtonOptions {
  readonly label: string;
  readonly title?: string;
  readonly primary?: boolean;
  onPress(): void;
}

export interface Button {
  readonly element: HTMLElement;
  setLabel(label: string): void;
  setDisabled(disabled: boolean): void;
}

export function button(options: ButtonOptions): Button {
  const control = element('vscode-button', {
    appearance: options.primary ? 'primary' : 'secondary',
    title: options.title,
  }) as ValueElement;
  control.textContent = options.label;
  control.addEventListener('click', () => options.onPress());
  return {
    element: control,
    setLabel: (label) => {
      control.textContent = label;
    },
    setDisabled: (disabled) => {
      control.disabled = disabled;
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Dropdown {
  readonly element: HTMLElement;
  /** Replaces the choices; calls nobody back. */
  show(choices: readonly Choice[], value: string): void;
}

/** A choice from a list, with its label above it. */
export function dropdown(label: string, onChange: (value: string) => void): Dropdown {
  const control = element('vscode-dropdown', { 'aria-label': label, position: 'below' }) as ValueElement;
  control.addEventListener('change', () => onChange(control.value));
  return {
    element: element('div', { class: 'field' }, [
      element('span', { class: 'field-label', 'aria-hidden': 'true' }, [label]),
      control,
    ]),
    show: (choices, value) => {
      const options = choices.map((choice) => {
        const option = element('vscode-option', { value: choice.value }, [choice.label]);
        option.toggleAttribute('selected', choice.value === value);
        return option;
      });
      control.replaceChildren(...options);
      // The element takes up new options a turn later, and a value set before that is lost.
      requestAnimationFrame(() => {
        control.value = value;
      });
    },
  };
}

export interface TextFieldOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly size?: number;
  onInput(text: string): void;
}

export interface TextField {
  readonly element: HTMLElement;
  /** Marks the text as one that cannot be used, and says why to everyone. */
  setProblem(problem: string | undefined): void;
}

export function textField(options: TextFieldOptions): TextField {
  const control = element(
    'vscode-text-field',
    { placeholder: options.placeholder, size: options.size, value: options.value },
    [options.label],
  ) as ValueElement;
  control.addEventListener('input', () => options.onInput(control.value));
  return {
    element: control,
    setProblem: (problem) => {
      control.classList.toggle('invalid', problem !== undefined);
      control.title = problem ?? '';
      control.setAttribute('aria-invalid', String(problem !== undefined));
    },
  };
}

export interface Checkbox {
  readonly element: HTMLElement;
  setChecked(checked: boolean): void;
  setDisabled(disabled: boolean): void;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): Checkbox {
  const control = element('vscode-checkbox', {}, [label]) as ValueElement;
  control.checked = checked;
  let settingByProgram = false;
  control.addEventListener('change', () => {
    if (!settingByProgram) onChange(control.checked);
  });
  return {
    element: control,
    setChecked: (value) => {
      settingByProgram = true;
      control.checked = value;
      settingByProgram = false;
    },
    setDisabled: (disabled) => {
      control.disabled = disabled;
    },
  };
}

export function progressRing(label: string): HTMLElement {
  return element('vscode-progress-ring', { 'aria-label': label });
}
