using System.Globalization;
using Xunit.Sdk;
using Xunit.v3;

namespace EcaTools.Module.Tests.Pester;

/// <summary>Reports the tests of a Pester file to the runner, each with its own name, outcome and duration.</summary>
internal sealed class PesterReport(PesterTestCase testCase, IMessageBus bus)
{
    private int _tests;
    private int _failed;
    private int _skipped;
    private decimal _seconds;

    /// <summary>The sum of what was reported.</summary>
    public RunSummary Summary =>
        new()
        {
            Total = _tests,
            Failed = _failed,
            Skipped = _skipped,
            Time = _seconds,
        };

    private string Assembly => testCase.TestCollection.TestAssembly.UniqueID;

    private string Collection => testCase.TestCollection.UniqueID;

    private string Class => testCase.TestClass.UniqueID;

    private string Method => testCase.TestMethod.UniqueID;

    /// <summary>Reports that the file begins.</summary>
    public void Start() =>
        bus.QueueMessage(
            new TestCaseStarting
            {
                AssemblyUniqueID = Assembly,
                TestCollectionUniqueID = Collection,
                TestClassUniqueID = Class,
                TestMethodUniqueID = Method,
                TestCaseUniqueID = testCase.UniqueID,
                Explicit = false,
                SkipReason = null,
                SourceFilePath = testCase.SourceFilePath,
                SourceLineNumber = testCase.SourceLineNumber,
                TestCaseDisplayName = testCase.TestCaseDisplayName,
                TestClassMetadataToken = testCase.TestClassMetadataToken,
                TestClassName = testCase.TestClassName,
                TestClassNamespace = testCase.TestClassNamespace,
                TestClassSimpleName = testCase.TestClassSimpleName,
                TestMethodArity = testCase.TestMethod.Method.GetGenericArguments().Length,
                TestMethodMetadataToken = testCase.TestMethodMetadataToken,
                TestMethodName = testCase.TestMethodName,
                TestMethodParameterTypesVSTest = testCase.TestMethodParameterTypesVSTest,
                TestMethodReturnTypeVSTest = testCase.TestMethodReturnTypeVSTest,
                Traits = ((ITestCaseMetadata)testCase).Traits,
            }
        );

    /// <summary>Reports that the file is done.</summary>
    public void Finish() =>
        bus.QueueMessage(
            new TestCaseFinished
            {
                AssemblyUniqueID = Assembly,
                TestCollectionUniqueID = Collection,
                TestClassUniqueID = Class,
                TestMethodUniqueID = Method,
                TestCaseUniqueID = testCase.UniqueID,
                ExecutionTime = _seconds,
                TestsFailed = _failed,
                TestsNotRun = 0,
                TestsSkipped = _skipped,
                TestsTotal = _tests,
            }
        );

    /// <summary>Reports a test.</summary>
    public void Add(PesterResult result)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow();
        string id = string.Create(CultureInfo.InvariantCulture, $"{testCase.UniqueID} {++_tests}");
        _seconds += result.Seconds;
        bus.QueueMessage(
            new TestStarting
            {
                AssemblyUniqueID = Assembly,
                TestCollectionUniqueID = Collection,
                TestClassUniqueID = Class,
                TestMethodUniqueID = Method,
                TestCaseUniqueID = testCase.UniqueID,
                TestUniqueID = id,
                TestDisplayName = result.Name,
                Explicit = false,
                StartTime = end - TimeSpan.FromSeconds((double)result.Seconds),
                Timeout = 0,
                Traits = ((ITestCaseMetadata)testCase).Traits,
            }
        );
        bus.QueueMessage(Outcome(result, id, end));
        bus.QueueMessage(
            new TestFinished
            {
                AssemblyUniqueID = Assembly,
                TestCollectionUniqueID = Collection,
                TestClassUniqueID = Class,
                TestMethodUniqueID = Method,
                TestCaseUniqueID = testCase.UniqueID,
                TestUniqueID = id,
                Attachments = new Dictionary<string, TestAttachment>(StringComparer.Ordinal),
                ExecutionTime = result.Seconds,
                FinishTime = end,
                Output = "",
                Warnings = null,
            }
        );
    }

    private IMessageSinkMessage Outcome(PesterResult result, string id, DateTimeOffset end)
    {
        switch (result.Outcome)
        {
            case "Passed":
                return new TestPassed
                {
                    AssemblyUniqueID = Assembly,
                    TestCollectionUniqueID = Collection,
                    TestClassUniqueID = Class,
                    TestMethodUniqueID = Method,
                    TestCaseUniqueID = testCase.UniqueID,
                    TestUniqueID = id,
                    ExecutionTime = result.Seconds,
                    FinishTime = end,
                    Output = "",
                    Warnings = null,
                };
            case "Failed":
                _failed++;
                return TestFailed.FromException(
                    new PesterException(result.Failure),
                    Assembly,
                    Collection,
                    Class,
                    Method,
                    testCase.UniqueID,
                    id,
                    result.Seconds,
                    output: "",
                    warnings: null,
                    end
                );
            default:
                _skipped++;
                return new TestSkipped
                {
                    AssemblyUniqueID = Assembly,
                    TestCollectionUniqueID = Collection,
                    TestClassUniqueID = Class,
                    TestMethodUniqueID = Method,
                    TestCaseUniqueID = testCase.UniqueID,
                    TestUniqueID = id,
                    Reason = $"Pester: {result.Outcome}",
                    ExecutionTime = result.Seconds,
                    FinishTime = end,
                    Output = "",
                    Warnings = null,
                };
        }
    }

    private sealed class PesterException(string message) : Exception(message);
}
