using System.Collections.Immutable;
using EcaTools.Core;
using EcaTools.Core.Conversion;
using EcaTools.Engine;

namespace EcaTools.Commands.Metadata;

/// <summary>The API names of the permission sets of the session's orgs, read once for each org and run of a cmdlet.</summary>
/// <param name="orgs">The session's orgs.</param>
/// <param name="warn">Told where they could not be read.</param>
internal sealed class PermissionSetNames(OrgTable orgs, Action<string> warn)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of the org that an app came from; none where it came from a file.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(string source, CancellationToken cancellation)
    {
        if (orgs.Find(source) is not { } org)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        if (!read.TryGetValue(org.Alias, out IReadOnlyDictionary<string, string>? names))
        {
            try
            {
                names = await new PermissionSetNameReader(org).ReadAsync(cancellation);
            }
            catch (EcaException refused) when (refused.Category is EcaErrorCategory.PermissionDenied or EcaErrorCategory.InvalidArgument)
            {
                warn($"The permission sets of {org.Alias} were not read, so those that an app names by label become losses. {refused.Message}");
                names = ImmutableDictionary<string, string>.Empty;
            }

            read[org.Alias] = names;
        }

        return names;
    }
}
