using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EcaTools.Core;
using EcaTools.Core.Salesforce.Http;
using EcaTools.PracticeOrg;
using EcaTools.Rehearsal;

const string Usage = """
    Runs a whole migration from Connected Apps to External Client Apps against an embedded practice org. One app, the
    pilot, is taken through all twelve items of the checklist, to the freeze of its Connected App.

    Usage: dotnet run --project src/EcaTools.Rehearsal -- [options]

      --output DIR          where the metadata project, the migration and the reports go (out/rehearsal)
      --seed NAME           what the org starts with: demo, empty or enterprise:N, a company with N apps (demo)
      --from DIR            your own apps instead: a folder of metadata in source or package format
      --now DAY             the day of the rehearsal, such as 2027-03-01 (2026-11-22; with --from, the present day)
      --api-version X.0     the API version to speak and write for (the newest)
      --help                shows this

    Exit code: 0 everything that can move did, 1 something failed, 2 wrong usage, 130 interrupted.
    """;

RehearsalOptions options = new() { OutputPath = Path.Combine("out", "rehearsal") };
for (int i = 0; i < args.Length; i++)
{
    string? value = i + 1 < args.Length ? args[i + 1] : null;
    switch (args[i])
    {
        case "--help" or "-h":
            Console.WriteLine(Usage);
            return 0;
        case "--output" when !string.IsNullOrWhiteSpace(value):
            options = options with { OutputPath = value };
            break;
        case "--seed" when IsSeed(value):
            options = options with { Seed = value };
            break;
        case "--from" when !string.IsNullOrWhiteSpace(value):
            options = options with { Seed = "from:" + value };
            break;
        case "--now" when Moment(value) is { } now:
            options = options with { Now = now };
            break;
        case "--api-version" when ApiVersion.TryParse(value, out ApiVersion version):
            options = options with { ApiVersion = version };
            break;
        default:
            Console.Error.WriteLine($"Not understood: {string.Join(' ', args.Skip(i).Take(2))}\n\n{Usage}");
            return 2;
    }

    i++;
}

using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};

Console.OutputEncoding = System.Text.Encoding.UTF8;
bool colour = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
ConsoleProgress progress = new(Console.Out, colour, Width());
try
{
    RehearsalResult result = await new MigrationRehearsal(TimeProvider.System)
        .RunAsync(options, progress, interrupt.Token)
        .ConfigureAwait(false);
    progress.Finish(result);
    return result.Succeeded ? 0 : 1;
}
catch (EcaException error)
{
    Console.Error.WriteLine($"{error.ErrorId}: {error.Message}\n{error.NextStep}");
    return 1;
}
catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
{
    Console.Error.WriteLine("Interrupted. The practice org is gone; run the rehearsal again.");
    return 130;
}

// A console that is none has no width; a table of this one fits most logs.
static int Width() =>
    Console.IsOutputRedirected ? 120 : Math.Max(InventoryTable.SmallestWidth, Console.WindowWidth - 1);

static DateTimeOffset? Moment(string? text) =>
    DateTimeOffset.TryParse(
        text,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out DateTimeOffset moment
    )
    && moment >= PracticeOrgOptions.EarliestNow
    && moment <= PracticeOrgOptions.LatestNow
        ? moment
        : null;

static bool IsSeed([NotNullWhen(true)] string? value) =>
    value is "demo" or "empty"
    || (
        value?.Split(':') is ["enterprise", string apps]
        && int.TryParse(apps, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count is >= 1 and <= 10_000
    );
