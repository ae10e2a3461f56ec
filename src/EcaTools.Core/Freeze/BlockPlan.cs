namespace EcaTools.Core.Freeze;

/// <summary>What blocking or unblocking an app would do, made by <see cref="AppFreezer"/> without changing
/// anything.</summary>
public sealed class BlockPlan
{
    internal BlockPlan(BlockTarget target, bool blocks, BlockOptions options)
    {
        (Target, Blocks, Options) = (target, blocks, options);
        IsUnchanged = blocks == target.IsBlocked;
    }

    /// <summary>The app's full name.</summary>
    public string App => Target.Name;

    /// <summary>What kind of app it is.</summary>
    public AppKind Kind => Target.Kind;

    /// <summary>Whether it blocks the app; false if it unblocks it.</summary>
    public bool Blocks { get; }

    /// <summary>Whether the app is in that state already.</summary>
    public bool IsUnchanged { get; }

    /// <summary>Whether the org would be changed: the app is in the other state, or tokens are to be revoked.</summary>
    public bool IsChange => !IsUnchanged || Options.RevokeTokens;

    /// <summary>Why it would not be done; null if nothing is against it.</summary>
    public EcaException? Refusal { get; internal init; }

    /// <summary>What would be done, in a sentence.</summary>
    public string Summary =>
        string.Join(
            " ",
            new[]
            {
                IsUnchanged ? $"{App} is {(Blocks ? "blocked" : "not blocked")} already." : Change,
                Options.RevokeTokens ? "Revoke its tokens: every caller must be authorized again." : null,
                Options.ForceReason is { } reason ? $"Reason: {reason}" : null,
            }.OfType<string>()
        );

    private string Change =>
        Blocks
            ? $"Block {App}: its sessions end, and nobody can log in with it."
            : $"Unblock {App}: whoever was allowed to before can log in with it again.";

    internal BlockTarget Target { get; }

    internal BlockOptions Options { get; }
}
