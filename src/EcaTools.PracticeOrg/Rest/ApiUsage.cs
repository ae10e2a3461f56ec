using System.Globalization;

namespace EcaTools.PracticeOrg.Rest;

/// <summary>How many API requests the org has had, as the Sforce-Limit-Info header says it.</summary>
internal sealed class ApiUsage
{
    public const long Maximum = 100_000;

    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public void Add() => Interlocked.Increment(ref _used);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"api-usage={Used}/{Maximum}");
}
