using System.Collections.Immutable;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>What became of the consumer keys in one file. It shows keys shortened.</summary>
public sealed record ConsumerKeyUpdate
{
    /// <summary>The file; for a key in an org or an archive its place.</summary>
    public required string File { get; init; }

    /// <summary>What became of it.</summary>
    public required ConsumerKeyUpdateStatus Status { get; init; }

    /// <summary>How many keys were replaced.</summary>
    public int Replaced { get; init; }

    /// <summary>Each replacement as line and column, then the old and the new key with the name in front of them. No
    /// other text of the file.</summary>
    public ImmutableArray<string> Diff { get; init; } = [];

    /// <summary>Why nothing was replaced; null where something was.</summary>
    public string? Reason { get; init; }

    /// <summary>The file that Update-EcaConsumerKey -Undo takes to bring the old keys back; null where nothing was
    /// changed.</summary>
    public string? UndoFile { get; init; }

    /// <summary>The file and the status.</summary>
    public override string ToString() => $"{File}: {Status}";
}
