using System.Collections.Immutable;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>Where a rule looks: a path of the metadata (<c>oauthConfig.scopes</c>), or a fact about the app
/// (<c>$name</c>).</summary>
internal sealed class RulePath
{
    /// <summary>Takes a path apart.</summary>
    public RulePath(string text)
    {
        Text = text;
        Segments = [.. text.Split('.')];
        Shown = AppFacts.ShownName(text);
    }

    /// <summary>The path as evidence names it.</summary>
    public string Shown { get; }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the elements on the way.</summary>
    public ImmutableArray<string> Segments { get; }

    /// <summary>Whether it is a fact about the app.</summary>
    public bool IsFact => Text.StartsWith('$');
}
