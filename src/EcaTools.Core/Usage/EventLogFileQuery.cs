using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Usage;

/// <summary>Queries of EventLogFile. An org without hourly files has no field Interval, and says so as it would of a
/// field that nobody knows (field report: Azure/Azure-Sentinel#4347).</summary>
internal static class EventLogFileQuery
{
    private const string Interval = "Interval";

    /// <summary>Queries with the field and, where the org has no such field, without it: all files of such an org are
    /// daily.</summary>
    /// <param name="query">The query: takes the field with a comma after it, or nothing.</param>
    /// <exception cref="EcaException">The org refuses for another reason, or an error of the wire.</exception>
    public static async Task<T> RunAsync<T>(Func<string, Task<T>> query)
    {
        try
        {
            return await query($"{Interval}, ").ConfigureAwait(false);
        }
        catch (EcaException error)
            when (error.ErrorId is nameof(SalesforceErrors.MalformedQuery)
                && error.Message.Contains($"'{Interval}'", StringComparison.Ordinal)
            )
        {
            return await query("").ConfigureAwait(false);
        }
    }
}
