namespace EcaTools.Core.Linting.Rules;

/// <summary>How a rule's findings can be fixed without asking anybody.</summary>
internal enum LintFixKind
{
    /// <summary>The element is taken out, with its line where it stands alone on it.</summary>
    RemoveElement,

    /// <summary>The element gets the value that the rule names.</summary>
    SetValue,

    /// <summary>One value, or one item of a list, is written as the finding says.</summary>
    ReplaceValue,

    /// <summary>The element gets the name that the finding says.</summary>
    RenameElement,
}
