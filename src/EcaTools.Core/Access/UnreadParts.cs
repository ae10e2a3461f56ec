using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;

namespace EcaTools.Core.Access;

/// <summary>Reads parts of an org one by one, and keeps what could not be read.</summary>
internal sealed class UnreadParts
{
    private readonly List<UnreadPart> _parts = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadPart> Parts => _parts;

    /// <summary>Reads a part.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>Whether it was read.</returns>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task<bool> TryAsync(string source, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
            return true;
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            _parts.Add(new UnreadPart(source, error.Message) { NextStep = error.NextStep });
            return false;
        }
    }
}
